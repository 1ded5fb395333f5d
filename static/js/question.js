// The question page's clock, keys and ordering. Everything here is comfort: the page works without it.
"use strict";

(() => {
  const form = document.getElementById("question") || document.getElementById("review");

  // The clock: the server's time rules, so the device's clock is only used to count from what the page was sent at.
  const timer = document.querySelector("[data-timer]");
  if (timer && timer.dataset.ends && form) {
    const say = document.querySelector("[data-timer-say]");
    const ahead = Date.parse(form.dataset.now) - Date.now();
    const ends = Date.parse(timer.dataset.ends);
    const words = (seconds) => {
      const minutes = Math.floor(seconds / 60);
      return minutes ? `${minutes} min ${String(seconds % 60).padStart(2, "0")} s` : `${seconds} s`;
    };
    const announced = (seconds) => seconds <= 10 || (seconds % 60 === 0 && seconds > 0);
    let last = null;
    const tick = () => {
      const seconds = Math.max(Math.ceil((ends - Date.now() - ahead) / 1000), 0);
      if (seconds === last) return;
      timer.textContent = words(seconds);
      timer.closest(".timer").classList.toggle("soon", seconds <= 60);
      if (last !== null && announced(seconds)) {
        const [number, unit] = seconds >= 60 ? [seconds / 60, "minute"] : [seconds, "second"];
        say.textContent = `${number} ${unit}${number === 1 ? "" : "s"} left`;
      }
      last = seconds;
      if (seconds <= 2) form.dispatchEvent(new CustomEvent("lastcall"));
      if (seconds === 0) {
        clearInterval(running);
        setTimeout(() => location.assign(form.dataset.result), 1500);
      }
    };
    const running = setInterval(tick, 250);
    tick();
  }

  if (!form || form.id !== "question") {
    const next = document.getElementById("next");
    if (next) next.focus();
    return;
  }

  // Keys: 1–9 pick in the group that has the focus, or the first; Enter goes on, F flags, B goes back.
  const press = (value) => {
    const button = form.querySelector(`button[name=go][value=${value}]`);
    if (button) form.requestSubmit(button);
    return Boolean(button);
  };
  const pick = (number) => {
    const group = document.activeElement.closest(".options") || form.querySelector(".options");
    const input = group && group.querySelectorAll(".option input")[number - 1];
    if (!input) return false;
    input.focus();
    input.click();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (document.querySelector("dialog[open]")) return;
    const at = event.target;
    const typing = at.matches("select, textarea, input:not([type=radio]):not([type=checkbox])");
    if (event.key === "Enter" && at.matches("input[type=radio], input[type=checkbox], body, main")) {
      event.preventDefault();
      form.requestSubmit(form.querySelector("button[name=go][value=next]") || undefined);
    } else if (!typing && /^[1-9]$/.test(event.key)) {
      if (pick(Number(event.key))) event.preventDefault();
    } else if (!typing && event.key.toLowerCase() === "f") {
      if (press("flag")) event.preventDefault();
    } else if (!typing && event.key.toLowerCase() === "b") {
      if (press("back")) event.preventDefault();
    }
  });

  // Ordering: a place that is taken is swapped, so that two items never share one.
  form.addEventListener("focusin", (event) => {
    if (event.target.matches(".orders select")) event.target.dataset.before = event.target.value;
  });
  form.addEventListener("change", (event) => {
    const changed = event.target;
    if (!changed.matches(".orders select") || !changed.value) return;
    for (const other of changed.closest(".orders").querySelectorAll("select")) {
      if (other !== changed && other.value === changed.value) other.value = changed.dataset.before || "";
    }
    changed.dataset.before = changed.value;
  }, { capture: true });
})();
