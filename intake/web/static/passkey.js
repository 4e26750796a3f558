// Hands what the page asks for to the device's passkeys and sends their answer as a form.
(() => {
  "use strict";
  const form = document.querySelector("form[data-passkey]");
  const button = form?.querySelector("button");
  const trouble = document.getElementById("trouble");
  if (!form) return;

  const bytes = (text) => {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, (one) => one.charCodeAt(0));
  };
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer)))
      .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const named = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

  const create = async (options) => {
    const user = { ...options.user, id: bytes(options.user.id) };
    const excludeCredentials = named(options.excludeCredentials);
    const challenge = bytes(options.challenge);
    return navigator.credentials.create({
      publicKey: { ...options, challenge, user, excludeCredentials },
    });
  };
  const get = async (options) => {
    const allowCredentials = named(options.allowCredentials);
    const challenge = bytes(options.challenge);
    return navigator.credentials.get({ publicKey: { ...options, challenge, allowCredentials } });
  };

  const answer = (made) => {
    const response = { clientDataJSON: text(made.response.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (made.response[name]) response[name] = text(made.response[name]);
    }
    const id = text(made.rawId);
    return JSON.stringify({ id, rawId: id, type: made.type, response, clientExtensionResults: {} });
  };

  const run = async () => {
    button.disabled = true;
    trouble.hidden = true;
    try {
      const options = JSON.parse(form.dataset.options);
      const made = await (form.dataset.passkey === "new" ? create(options) : get(options));
      form.elements.answer.value = answer(made);
      form.submit();
    } catch (error) {
      // Cancelled, too slow, or on the device already: the person may try again.
      trouble.textContent =
        error.name === "InvalidStateError" ? trouble.dataset.known : trouble.dataset.failed;
      trouble.hidden = false;
      button.disabled = false;
    }
  };

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (form.reportValidity()) run();
  });
  if (!window.PublicKeyCredential) {
    trouble.textContent = trouble.dataset.none;
    trouble.hidden = false;
    button.disabled = true;
  } else if (form.dataset.passkey === "login") {
    run();
  }
})();
