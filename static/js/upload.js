/* Photos go up at once, made small on the phone: <input type="file" data-upload="URL"> (macro photos in _ui/forms.html).

   Each photo becomes a row with a preview, its progress, and a way to try again or remove it. They go up one by one; one
   that finds no signal is kept on the phone and sent again by itself, after growing pauses and as soon as there is signal,
   also when the page was closed in between. The answer {"key", "url"} turns into a hidden field named data-name.
   A submit waits for photos that are still on their way (forms with data-apply see to that themselves: `settled`).
   Without script the plain file field does its work, and ticks keep or drop the photos of before. */

import { drop, keys, read, write } from "./store.js";

const LONGEST_SIDE = 1600; // pixels; enough for a screen and a print, and some 300 kB
const QUALITY = 0.82;
const PREFIX = "keep/"; // as in keep.js, which drops these with the form's text
const STALLED_MS = 30_000; // without a byte of progress
const LONGEST_PAUSE_S = 30;

/** The photo as a JPEG of at most 1,600 pixels, upright; the file itself where the browser can't read it. */
async function shrink(file) {
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff"; // a transparent PNG gets paper under it
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    const small = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return small && small.size < file.size ? small : file;
  } catch {
    return file;
  }
}

/** Resolves with the answer; rejects with the server's words, or with "" where the same may be sent again. */
function send(url, token, photo, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch can't tell how much has gone up
    let stalled;
    const alive = () => {
      clearTimeout(stalled);
      stalled = setTimeout(() => request.abort(), STALLED_MS);
    };
    const again = (status) => status === 0 || status === 408 || status === 429 || status >= 500;
    request.open("POST", url);
    request.responseType = "json";
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => {
      alive();
      if (event.lengthComputable) onProgress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 300 && request.response?.key) resolve(request.response);
      else reject(again(request.status) ? "" : (request.response?.title ?? "?"));
    };
    request.onerror = request.onabort = () => reject("");
    request.onloadend = () => clearTimeout(stalled);
    alive();
    const body = new FormData();
    body.append("file", photo, photo.type === "application/pdf" ? (photo.name ?? "berkas.pdf") : "photo.jpg");
    request.send(body);
  });
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

/** Those that are to go up, one after the other; who waits for signal lets the others pass. */
const queue = [];
let sending = false;
let keeping = Promise.resolve(); // photos on their way into this phone's memory

async function next() {
  if (sending || queue.length === 0) return;
  sending = true;
  await queue.shift()();
  sending = false;
  next();
}

class Photos {
  constructor(input) {
    this.input = input;
    this.words = input.dataset;
    this.form = input.form;
    this.drop = input.closest(".drop");
    this.list = input.closest(".field").querySelector("[data-files]");
    this.removeIcon = input.closest(".field").querySelector("template[data-remove-icon]").content;
    this.open = new Set(); // rows that have not gone up yet
    this.drop.classList.add("live"); // the whole box takes the touch; without script the plain field shows its files
    const store = this.form.dataset.keep;
    this.store = store && `${PREFIX}${store}/photos/${this.words.name}`;
    this.place = `${store ?? this.form.dataset.apply ?? location.pathname}/${this.words.name}/`;

    for (const row of [...this.list.children]) this.adopt(row);
    if (!this.form.querySelector(".errors")) this.recall();
    this.count();
    this.ready = this.resume();
    input.addEventListener("change", () => this.take([...input.files]));
    if (!this.form.dataset.apply) this.form.addEventListener("submit", (event) => this.hold(event));
  }

  /** A photo of before, shown with a tick: now with a button like the others. */
  adopt(row) {
    const tick = row.querySelector("input");
    row.dataset.url = row.querySelector("img")?.getAttribute("src") ?? "";
    this.settle(row, tick.value);
    tick.closest("label").remove();
  }

  take(files) {
    this.input.value = ""; // these go up by themselves, not once more with the form
    for (const file of files) {
      if (this.list.children.length >= Number(this.words.most)) {
        this.say(this.words.full);
        break;
      }
      const row = this.row();
      row.dataset.kept = `${this.place}${Date.now()}-${Math.random().toString(36).slice(2)}`;
      keeping = Promise.all([keeping, this.prepare(row, file)]);
    }
    this.count();
  }

  row(url = "") {
    const picture = element("img", { alt: "", width: 56, height: 56 });
    if (url) picture.src = url;
    picture.addEventListener("error", () => picture.removeAttribute("src")); // a PDF has no picture
    const row = element("li", { className: "file" }, picture, element("span"));
    this.list.append(row);
    return row;
  }

  async prepare(row, file) {
    this.open.add(row);
    this.progress(row);
    const photo = await shrink(file);
    await write("photos", row.dataset.kept, photo);
    this.enqueue(row, photo);
  }

  progress(row) {
    const bar = element("progress", { max: 1, value: 0 });
    bar.setAttribute("aria-label", this.words.sending);
    row.querySelector(".iconbtn")?.remove();
    row.lastElementChild.replaceChildren(element("b"), element("span", { className: "micro muted" }, this.words.sending), bar);
    this.count();
    return bar;
  }

  enqueue(row, photo, tries = 0) {
    queue.push(() => this.upload(row, photo, tries));
    next();
  }

  async upload(row, photo, tries) {
    if (!row.isConnected) return;
    const bar = this.progress(row);
    try {
      const token = this.form.elements.csrf_token.value;
      const answer = await send(this.words.upload, token, photo, (part) => (bar.value = part));
      bar.remove();
      if (answer.url) row.querySelector("img").src = answer.url;
      if (answer.name) row.dataset.title = answer.name;
      row.dataset.url = answer.url;
      row.querySelector(".micro").textContent = `${this.words.sent}, ${Math.max(1, Math.round(photo.size / 1024))} kB`;
      this.settle(row, answer.key);
      this.remember();
      await this.done(row);
    } catch (reason) {
      if (reason) await this.done(row);
      this.fail(row, photo, tries, typeof reason === "string" ? reason : "");
    }
  }

  /** Nothing more is to be sent for this row. */
  async done(row) {
    await drop("photos", row.dataset.kept);
    this.open.delete(row);
    this.form.dispatchEvent(new CustomEvent("photo"));
    if (this.waiting && this.open.size === 0) this.go();
  }

  settle(row, key) {
    row.append(element("input", { type: "hidden", name: this.words.name, value: key }), this.remover(row));
    this.count();
  }

  /** Refused for good, or to be tried again: by itself after a pause, with the signal, or by a touch. */
  fail(row, photo, tries, reason) {
    const again = element("button", { type: "button", className: "link", textContent: this.words.retry });
    const words = element("span", { className: "error", textContent: reason || (this.words.waiting ?? this.words.failed) });
    words.setAttribute("role", "alert");
    row.lastElementChild.replaceChildren(element("b"), words, again);
    row.append(this.remover(row));
    this.count();
    const retry = () => {
      clearTimeout(timer);
      removeEventListener("online", retry);
      this.open.add(row);
      this.enqueue(row, photo, tries + 1);
    };
    again.addEventListener("click", retry);
    const timer = reason ? 0 : setTimeout(retry, 1000 * Math.min(LONGEST_PAUSE_S, 2 ** (tries + 1)));
    if (reason) this.waiting = null;
    else addEventListener("online", retry);
    this.form.dispatchEvent(new CustomEvent("photo"));
  }

  remover(row) {
    const button = element("button", { type: "button", className: "btn btn-3 iconbtn" }, this.removeIcon.cloneNode(true));
    button.addEventListener("click", () => {
      row.remove();
      this.count();
      this.remember();
      this.done(row);
      this.input.focus();
    });
    return button;
  }

  /** Number the rows, and close the field when no more photos are wanted. */
  count() {
    [...this.list.children].forEach((row, index) => {
      const name = row.querySelector("b");
      if (name) name.textContent = row.dataset.title ?? this.words.photo.replace("{number}", index + 1);
      row.querySelector(".iconbtn")?.setAttribute("aria-label", this.words.remove.replace("{number}", index + 1));
    });
    const full = this.list.children.length >= Number(this.words.most);
    this.drop.classList.toggle("full", full);
    this.input.disabled = full;
    this.say(full ? this.words.full : this.words.take);
  }

  say(text) {
    this.drop.querySelector("span").textContent = text;
  }

  remember() {
    if (!this.store) return;
    const photos = [...this.list.querySelectorAll("input[type=hidden]")].map((field) => ({
      key: field.value,
      url: field.closest("li").dataset.url,
    }));
    try {
      localStorage.setItem(this.store, JSON.stringify(photos));
    } catch {
      // off or full: the photos are on the server, only this list is lost with the page
    }
  }

  recall() {
    if (!this.store) return;
    let photos = null;
    try {
      photos = JSON.parse(localStorage.getItem(this.store));
    } catch {
      // as above
    }
    if (photos) this.replace(photos);
  }

  /** These photos instead of those in the list: the list of this phone is the later one. */
  replace(photos) {
    if (photos.length) this.input.closest("details")?.setAttribute("open", "");
    for (const row of [...this.list.children]) if (!this.open.has(row)) row.remove();
    for (const { key, url } of photos) {
      const row = this.row(url);
      row.dataset.url = url;
      row.querySelector("span").append(element("b"));
      this.settle(row, key);
    }
  }

  /** Photos that waited for signal when the page was closed. */
  async resume() {
    for (const name of (await keys("photos")).filter((name) => name.startsWith(this.place))) {
      const photo = await read("photos", name);
      if (!photo) continue;
      const row = this.row();
      row.dataset.kept = name;
      this.open.add(row);
      this.input.closest("details")?.setAttribute("open", "");
      this.enqueue(row, photo);
    }
    this.count();
  }

  hold(event) {
    if (this.open.size === 0) return;
    event.preventDefault();
    this.waiting = event.submitter ?? true;
    event.submitter?.setAttribute("aria-busy", "true");
  }

  go() {
    const submitter = this.waiting instanceof HTMLElement ? this.waiting : null;
    submitter?.removeAttribute("aria-busy");
    this.waiting = null;
    this.form.requestSubmit(submitter);
  }
}

const fields = [...document.querySelectorAll("input[data-upload]")].map((input) => new Photos(input));

/** Once it is known which photos wait on this phone. */
export const known = () => Promise.all(fields.map((field) => field.ready));

/** Once every photo that was chosen would survive the page. */
export const stored = () => keeping;

/** Whether photos are still on their way. */
export const isSending = () => fields.some((field) => field.open.size > 0);

/** The names of the fields whose photos are still on their way. */
export const pending = () => fields.filter((field) => field.open.size > 0).map((field) => field.words.name);

/** Put stored photos into their lists: name → keys. */
export function restore(byName) {
  for (const field of fields) {
    const stored = byName(field.words.name);
    field.replace(stored.map((key) => ({ key, url: `/photos/${key}/small` })));
    field.count();
  }
}

/** Forget the photos that wait for a form. */
export async function forget(place) {
  for (const name of await keys("photos")) if (name.startsWith(`${place}/`)) await drop("photos", name);
}
