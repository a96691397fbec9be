// Asks the browser for a passkey, and sends what it gives.

"use strict";

const bytes = text => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), c => c.charCodeAt(0));

const text = buffer => btoa(String.fromCharCode(...new Uint8Array(buffer)))
  .replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

const listed = credentials => (credentials || []).map(one => ({ ...one, id: bytes(one.id) }));

function asked(ceremony, options) {
  const publicKey = { ...options, challenge: bytes(options.challenge) };
  if (ceremony === "create") {
    publicKey.user = { ...options.user, id: bytes(options.user.id) };
    publicKey.excludeCredentials = listed(options.excludeCredentials);
  } else {
    publicKey.allowCredentials = listed(options.allowCredentials);
  }
  return navigator.credentials[ceremony]({ publicKey });
}

function answer(credential) {
  const given = credential.response;
  const response = { clientDataJSON: text(given.clientDataJSON) };
  if (given.attestationObject) {
    response.attestationObject = text(given.attestationObject);
    response.transports = given.getTransports ? given.getTransports() : [];
  } else {
    response.authenticatorData = text(given.authenticatorData);
    response.signature = text(given.signature);
    if (given.userHandle) response.userHandle = text(given.userHandle);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response,
    extensions: JSON.stringify(credential.getClientExtensionResults()),
  });
}

const place = document.querySelector("[data-passkey]");

asked(place.dataset.passkey, JSON.parse(place.dataset.options)).then(credential => {
  const form = place.querySelector("form");
  form.elements.credential.value = answer(credential);
  form.submit();
}).catch(() => {
  place.querySelector("[data-passkey-waiting]").hidden = true;
  place.querySelector("[data-passkey-fault]").hidden = false;
});
