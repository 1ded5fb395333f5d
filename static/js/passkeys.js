/* Passkeys. A form with data-passkey="get" or "create" asks its own address for a challenge, lets the device answer it,
   and sends the answer on as an ordinary form, so that the server leads on from there. */
(() => {
  "use strict";
  const words = {
    InvalidStateError: "This device holds a passkey of yours for this site already. Nothing was changed.",
    NotAllowedError: "The passkey was not used: it was cancelled, or it took too long. Nothing was changed. Try again.",
    SecurityError: "Passkeys need this site's own name and https. Nothing was changed. Use your password here.",
  };
  const offline = "There is no connection just now. Nothing was changed. Try again.";

  const bytes = (text) =>
    Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const keys = (list) => (list || []).map((key) => ({ ...key, id: bytes(key.id) }));

  async function created(options) {
    const user = { ...options.user, id: bytes(options.user.id) };
    const publicKey = { ...options, user, challenge: bytes(options.challenge), excludeCredentials: keys(options.excludeCredentials) };
    const key = await navigator.credentials.create({ publicKey });
    const transports = key.response.getTransports ? key.response.getTransports() : [];
    return { key, response: { attestationObject: text(key.response.attestationObject), transports } };
  }

  async function got(options) {
    const publicKey = { ...options, challenge: bytes(options.challenge), allowCredentials: keys(options.allowCredentials) };
    const key = await navigator.credentials.get({ publicKey });
    const { authenticatorData, signature, userHandle } = key.response;
    const response = { authenticatorData: text(authenticatorData), signature: text(signature) };
    if (userHandle) response.userHandle = text(userHandle);
    return { key, response };
  }

  async function challenge(form) {
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
    const said = await answer.json();
    if (answer.ok) return said;
    if (said.verify || said.sign_in) location.assign(said.verify || said.sign_in);
    throw new Error(said.message);
  }

  function send(form, state, { key, response }) {
    const credential = { id: key.id, rawId: text(key.rawId), type: key.type, response };
    credential.response.clientDataJSON = text(key.response.clientDataJSON);
    const next = document.createElement("form");
    next.method = "post";
    next.action = `${form.action}/${state}`;
    const fields = { credential: JSON.stringify(credential) };
    for (const name of ["csrf_token", "next", "remember"]) if (form.elements[name]) fields[name] = form.elements[name].value;
    for (const [name, value] of Object.entries(fields)) {
      const field = document.createElement("input");
      Object.assign(field, { type: "hidden", name, value });
      next.append(field);
    }
    document.body.append(next);
    next.submit();
  }

  async function begin(event) {
    event.preventDefault();
    const form = event.currentTarget;
    const problem = form.parentElement.querySelector("[data-passkey-problem]");
    problem.hidden = true;
    try {
      const { credential_options: options, wan_state: state } = await challenge(form);
      send(form, state, await (form.dataset.passkey === "create" ? created(options) : got(options)));
    } catch (error) {
      problem.textContent = words[error.name] || (error instanceof TypeError ? offline : error.message);
      problem.hidden = false;
    }
  }

  if (!window.PublicKeyCredential) return;
  for (const part of document.querySelectorAll("[data-passkeys]")) part.hidden = false;
  for (const form of document.querySelectorAll("form[data-passkey]")) form.addEventListener("submit", begin);
})();
