// Saves each answer of an exam at once. What is not yet acknowledged is kept in the browser's own store and tried again,
// through a lost network, an expired token or a lost session, until the server has it.
"use strict";

(() => {
  const form = document.getElementById("question") || document.getElementById("review");
  if (!form || !form.dataset.attempt) return;
  const ALL = "vesicle:";
  const PREFIX = `${ALL}${form.dataset.attempt}:`;
  const WEEK = 7 * 24 * 3600 * 1000;

  // The store: one entry for each question with an unacknowledged answer. It may be full or forbidden: the form still
  // holds the answer then, as long as the page is open.
  const store = {
    put(at, entry) { try { localStorage.setItem(at, JSON.stringify({ ...entry, kept: Date.now() })); } catch { /* see above */ } },
    drop(at) { try { localStorage.removeItem(at); } catch { /* see above */ } },
    all(prefix) {
      try {
        return Object.keys(localStorage).filter((at) => at.startsWith(prefix))
          .map((at) => [at, JSON.parse(localStorage.getItem(at))]);
      } catch { return []; }
    },
    dropAll(prefix, which = () => true) { for (const [at, entry] of this.all(prefix)) if (which(entry)) this.drop(at); },
  };
  store.dropAll(ALL, (entry) => !(entry.kept > Date.now() - WEEK));

  const token = () => form.elements.csrf_token.value;
  const freshToken = async () => {
    const answer = await fetch("/account/csrf", { headers: { Accept: "application/json" }, credentials: "same-origin" });
    form.elements.csrf_token.value = (await answer.json()).csrf_token;
  };
  const post = (entry) => {
    const body = new URLSearchParams(entry.fields);
    body.set("version", entry.version);
    body.set("go", entry.go || "");
    return fetch(entry.url, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRFToken": token() },
      body,
      credentials: "same-origin",
      keepalive: true,
      redirect: "error",
    });
  };

  // What an earlier visit could not deliver for other questions. One that another tab has overtaken stays in the store,
  // for its own page to ask about.
  const deliver = async (except) => {
    let delivered = 0;
    for (const [at, entry] of store.all(PREFIX)) {
      if (at === except) continue;
      const response = await post({ ...entry, go: "" }).catch(() => null);
      const answer = response ? await response.json().catch(() => ({})) : {};
      if (response && (response.ok || [404, 422].includes(response.status))) store.drop(at);
      if (answer.closed) store.dropAll(PREFIX);
      if (response && response.ok) { delivered += 1; mark(at.slice(PREFIX.length), isAnswer(entry.fields)); }
    }
    return delivered;
  };

  // The strip of numbers, when an answer was saved without a new page.
  const mark = (position, answered) => {
    const dot = document.querySelector(`.strip [data-number="${position}"]`);
    if (!dot) return;
    dot.classList.toggle("answered", answered);
    dot.setAttribute("aria-label", dot.getAttribute("aria-label").replace(/, (not )?answered/, answered ? ", answered" : ", not answered"));
    const count = (which) => document.querySelectorAll(`.strip [data-number]${which}`).length;
    const words = `${count(".answered")} of ${count("")} answered${count(".flagged") ? `, ${count(".flagged")} flagged` : ""}`;
    for (const place of document.querySelectorAll("[data-strip-count]")) place.textContent = words;
  };

  const isAnswer = (sent) => [...new URLSearchParams(sent)].some(([name, value]) => name.startsWith("reply") && value);

  if (form.id === "review") {
    deliver().then((delivered) => { if (delivered) location.reload(); });
    return;
  }

  const key = PREFIX + form.dataset.position;
  const state = document.querySelector("[data-saved]");
  const show = (text, kind) => {
    clearTimeout(slow);
    state.textContent = text;
    state.className = `saved ${kind}`;
  };
  let slow = null;

  const fields = (go) => {
    const sent = new FormData(form);
    for (const name of ["csrf_token", "version", "go"]) sent.delete(name);
    // Clearing is kept as the empty answer it is: sent late, it must not bring the old one back.
    if (go === "clear") for (const name of [...sent.keys()]) if (/^(reply|certainty)/.test(name)) sent.delete(name);
    return new URLSearchParams(sent).toString();
  };

  // One request at a time, so that an older answer never overtakes a newer one. `sending` is on its way, or its fate is
  // unknown: it is sent again, word for word, before what `waiting` holds, so that the server can tell it is the same.
  let sending = null;
  let waiting = null;
  let busy = false;
  let delay = 2000;
  let timer = null;
  let tokens = 0;

  const keep = () => {
    const newest = waiting || sending;
    if (newest) store.put(key, { ...newest, version: form.elements.version.value, sent: sending ? sending.fields : newest.fields });
    else store.drop(key);
  };

  const later = () => {
    show("Not saved yet: will try again", "bad");
    clearTimeout(timer);
    timer = setTimeout(flush, delay);
    delay = Math.min(delay * 2, 30000);
  };

  // Each says whether there is more to send at once.
  const acknowledged = (answer, entry) => {
    delay = 2000;
    tokens = 0;
    sending = null;
    form.elements.version.value = answer.version;
    keep();
    closeDialog();
    if (waiting) return true;
    show(`Saved ${answer.saved_at}`, "good");
    mark(form.dataset.position, isAnswer(entry.fields));
    if (entry.leave) location.assign(answer.next);
    return false;
  };

  const refused = async (response, entry) => {
    const answer = await response.json().catch(() => ({}));
    if (answer.csrf && tokens < 2) {
      tokens += 1;
      await freshToken();
      return true;
    }
    if (response.status === 401) signIn();
    if (answer.csrf || response.status === 401 || response.status === 429 || response.status >= 500) later();
    else if ([403, 404].includes(response.status)) show("Not saved: this exam is not of the account you are signed in with now. Your answer is kept here.", "bad");
    else if (answer.closed) {
      store.dropAll(PREFIX);
      location.assign(answer.next);
    } else if (answer.version !== undefined) conflict(answer, entry);
    else {
      sending = null;
      keep();
      show(answer.message || "This answer was not saved.", "bad");
      return Boolean(waiting);
    }
    return false;
  };

  const send = async () => {
    if (!sending && waiting) {
      sending = { ...waiting, version: form.elements.version.value };
      waiting = null;
      keep();
    }
    if (!sending) return false;
    clearTimeout(timer);
    clearTimeout(slow);
    slow = setTimeout(show, 500, "Saving", "info");
    try {
      const response = await post(sending);
      return response.ok ? acknowledged(await response.json(), sending) : await refused(response, sending);
    } catch {
      later();
      return false;
    }
  };

  const flush = async () => {
    if (busy) return;
    busy = true;
    while (await send());
    busy = false;
  };

  const save = (go) => {
    clearTimeout(typing);
    typing = null;
    declined = false;
    waiting = { url: form.action, fields: fields(go), go: go || "", leave: Boolean(go) };
    keep();
    return flush();
  };

  // Another tab has saved something else meanwhile: the person decides.
  const conflict = (answer, entry) => {
    const mine = waiting || entry;
    sending = null;
    waiting = null;
    show(answer.message, "bad");
    const choose = (label, act) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small secondary";
      button.textContent = label;
      button.addEventListener("click", act);
      state.append(" ", button);
    };
    choose("Save mine", () => { form.elements.version.value = answer.version; save(mine.go); });
    choose("Show the other", () => { store.drop(key); location.reload(); });
  };

  // Signing in again in place: the answer stays on the page and in the store until it is saved.
  let dialog = null;
  let declined = false;
  const closeDialog = () => { if (dialog) dialog.close(); };
  const make = (tag, parts, ...children) => {
    const made = Object.assign(document.createElement(tag), parts);
    made.append(...children);
    return made;
  };
  const signIn = () => {
    if (dialog || declined) return;
    const said = make("p", { className: "error", role: "alert" });
    const email = make("input", { type: "email", id: "again-email", autocomplete: "username", required: true });
    const password = make("input", { type: "password", id: "again-password", autocomplete: "current-password", required: true });
    const elsewhere = make("a", { href: form.dataset.signIn, target: "_blank", rel: "noopener", textContent: "Sign in in a new tab" });
    const ask = make("form", { method: "dialog" },
      make("h2", { id: "again-title", className: "card-title", textContent: "You were signed out" }),
      make("p", { textContent: "Your answer is still here. Sign in again and it is saved." }), said,
      make("div", { className: "field" }, make("label", { htmlFor: "again-email", textContent: "Email" }), email),
      make("div", { className: "field" }, make("label", { htmlFor: "again-password", textContent: "Password" }), password),
      make("div", { className: "actions" }, make("button", { className: "button primary", textContent: "Sign in and save" }), elsewhere));
    ask.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        await freshToken();
        const response = await fetch(form.dataset.signIn, {
          method: "POST",
          headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": token() },
          body: JSON.stringify({ email: email.value, password: password.value }),
          credentials: "same-origin",
        });
        const answer = await response.json().catch(() => ({}));
        if (!response.ok) { said.textContent = answer.message || "That did not match. Check both and try again, or use the link."; return; }
        if (answer.tf_required) {
          said.textContent = "Your account asks for a second step: use the link, then come back here.";
          elsewhere.href = answer.continue_url || elsewhere.href;
          return;
        }
        await freshToken();
        closeDialog();
        await flush();
      } catch { said.textContent = "No connection. Your answer is kept here; try again in a moment."; }
    });
    dialog = make("dialog", { className: "card" }, ask);
    dialog.setAttribute("aria-labelledby", "again-title");
    dialog.addEventListener("cancel", () => { declined = true; });
    dialog.addEventListener("close", () => { dialog.remove(); dialog = null; });
    document.body.append(dialog);
    dialog.showModal();
  };

  // Writing is saved when it pauses, and every few seconds while it does not.
  let typing = null;
  let since = 0;
  const saveTyped = () => { if (typing) save(); };
  form.addEventListener("change", () => save());
  form.addEventListener("input", (event) => {
    if (!event.target.matches("input[type=text]")) return;
    if (!typing) since = Date.now();
    clearTimeout(typing);
    typing = setTimeout(saveTyped, Date.now() - since > 3000 ? 0 : 600);
  });
  form.addEventListener("lastcall", saveTyped);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const go = (event.submitter && event.submitter.name === "go" && event.submitter.value) || "next";
    if (go === "flag") form.elements.flagged.value = form.elements.flagged.value === "1" ? "0" : "1";
    save(go === "flag" ? "stay" : go);
  });
  window.addEventListener("online", () => { delay = 2000; flush(); });
  // Back from another tab, where somebody may have signed in, or gone to another app in the middle of a word.
  document.addEventListener("visibilitychange", async () => {
    if (document.visibilityState !== "visible") return saveTyped();
    if (!sending && !waiting) return undefined;
    await freshToken().catch(() => {});
    return flush();
  });

  // What an earlier visit could not deliver for this question is filled in; and saved, unless the server has another
  // answer that this browser did not send.
  const restore = (entry) => {
    const shown = fields();
    const kept = new URLSearchParams(entry.fields);
    for (const input of form.elements) {
      if (!/^(reply|certainty)/.test(input.name)) continue;
      if (input.matches("[type=radio], [type=checkbox]")) input.checked = kept.getAll(input.name).includes(input.value);
      else input.value = kept.get(input.name) || "";
    }
    form.elements.flagged.value = kept.get("flagged");
    if (fields() === shown) return store.drop(key);
    if (form.elements.version.value !== entry.version && shown !== entry.sent) form.elements.version.value = entry.version;
    return save(kept.get("flagged") === new URLSearchParams(shown).get("flagged") ? "" : "stay");
  };
  const mine = store.all(PREFIX).find(([at]) => at === key);
  if (mine) restore(mine[1]);
  deliver(key);
})();
