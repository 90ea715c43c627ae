/* Passkeys (WebAuthn): <div data-passkey="create|get" data-options="URL" data-answer="URL" data-token="…">.

   Inside: a hidden button data-go, which appears where the browser knows passkeys; data-missing, what to say where it
   doesn't; data-words, where errors are shown (its last child holds the usual one); for "create" perhaps an <input data-name>, the passkey's name. */

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));

const decodeIds = (list) => list?.map((known) => ({ ...known, id: decode(known.id) }));

/** JSON from the server as the browser wants it. */
function prepared(options) {
  return {
    ...options,
    challenge: decode(options.challenge),
    ...(options.user && { user: { ...options.user, id: decode(options.user.id) } }),
    ...(options.excludeCredentials && { excludeCredentials: decodeIds(options.excludeCredentials) }),
    ...(options.allowCredentials && { allowCredentials: decodeIds(options.allowCredentials) }),
  };
}

/** The browser's answer as JSON. */
function readable(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = encode(credential.response[name]);
  }
  return { id: credential.id, rawId: encode(credential.rawId), type: credential.type, response };
}

async function post(url, token, body = "") {
  const headers = { "X-CSRFToken": token, "Content-Type": "application/json", Accept: "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.title ?? "");
  return said;
}

class Passkey {
  constructor(place) {
    this.place = place;
    this.words = place.querySelector("[data-words]");
    this.failed = this.words.lastElementChild.textContent; // what to say where the server says nothing better
    this.button = place.querySelector("[data-go]");
    place.querySelector("[data-missing]").hidden = true;
    this.button.hidden = false;
    this.button.addEventListener("click", () => this.go());
  }

  async go() {
    this.button.disabled = true;
    this.words.hidden = true;
    try {
      location.assign(await this.settle());
    } catch (error) {
      // the browser's own words would be in its language, not in the page's
      this.words.lastElementChild.textContent = (error instanceof DOMException ? "" : error.message) || this.failed;
      this.words.hidden = false;
      this.button.disabled = false;
    }
  }

  /** Ask the server, then the authenticator, then tell the server; gives the address where to go on. */
  async settle() {
    const { passkey, options, answer, token } = this.place.dataset;
    const publicKey = prepared(await post(options, token));
    const credential = await navigator.credentials[passkey]({ publicKey });
    const url = new URL(answer, location.href);
    const name = this.place.querySelector("[data-name]")?.value;
    if (name) url.searchParams.set("name", name);
    return (await post(url, token, JSON.stringify(readable(credential)))).url;
  }
}

if (window.PublicKeyCredential) {
  for (const place of document.querySelectorAll("[data-passkey]")) new Passkey(place);
}
