// The editor, made livelier. Without this script every button sends the form and the page comes back with what was asked.
"use strict";

const form = document.querySelector("[data-editor]");
const WAIT = 700; // milliseconds of quiet before the preview is fetched
let timer = 0;
let latest = 0;
let unsaved = false;

/** Send the form as one of its buttons would; return the page that answers, or null when a later request overtook it. */
async function ask(act) {
  const mine = ++latest;
  const body = new FormData(form);
  body.set("act", act);
  const response = await fetch(location.href.split("#")[0], { method: "POST", body, redirect: "error" });
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  return mine === latest && response.ok ? page : null;
}

/** Put what the page says of this element in its place. */
function take(page, element) {
  const fresh = element.id && page.getElementById(element.id);
  if (fresh && fresh.innerHTML !== element.innerHTML) element.replaceChildren(...fresh.childNodes);
}

/** Bring the preview up to date, what is unfolded in it staying so. */
function takePreview(page) {
  const side = document.querySelector("[data-preview]");
  if (!side) return;
  const open = [...side.querySelectorAll("details")].map((details) => details.open);
  take(page, side);
  side.querySelectorAll("details").forEach((details, i) => { details.open = Boolean(open[i]); });
}

/** Bring the preview and the remarks up to date; a field that nobody has filled yet is not scolded. */
async function refresh() {
  const page = await ask("check").catch(() => null);
  if (!page) return;
  takePreview(page);
  for (const said of form.querySelectorAll("[data-said]")) {
    const field = document.getElementById(said.id.replace(/-said$/, ""));
    const untouched = field && "value" in field && !field.value.trim();
    if (!untouched || said.childElementCount) take(page, said);
  }
}

/** Do what a row's button says without leaving the page: the form's new content takes the place of the old. */
async function act(button) {
  const page = await ask(button.value).catch(() => null);
  const fresh = page && page.querySelector("[data-editor]");
  if (!fresh) {
    form.requestSubmit(button);
    return;
  }
  form.replaceChildren(...fresh.childNodes);
  takePreview(page);
  const target = document.getElementById(decodeURIComponent(button.getAttribute("formaction").slice(1)));
  const next = target && target.querySelector("input[type=text], input[type=number], input[type=search], textarea, select, button");
  if (next) next.focus();
}

if (form) {
  form.addEventListener("input", (event) => {
    unsaved = true;
    if (event.target.type === "search") return;
    clearTimeout(timer);
    timer = setTimeout(refresh, WAIT);
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-act]");
    if (!button) return;
    event.preventDefault();
    clearTimeout(timer);
    unsaved = true;
    act(button);
  });
  form.addEventListener("submit", () => { unsaved = false; });
  addEventListener("beforeunload", (event) => { if (unsaved) event.preventDefault(); });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target.type !== "search") return;
    event.preventDefault();
    event.target.parentElement.querySelector("[data-act]").click();
  });
}
