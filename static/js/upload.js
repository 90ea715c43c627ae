/* Photos go up at once, made small on the phone: <input type="file" data-upload="URL"> (macro photos in _ui/forms.html).

   Each photo becomes a row with a preview, its progress, and a way to try again or remove it. The answer {"key", "url"}
   turns into a hidden field named data-name. A submit waits for photos that are still on their way.
   Without script the plain file field does its work, and ticks keep or drop the photos of before. */

const LONGEST_SIDE = 1600; // pixels; enough for a screen and a print, and some 300 kB
const QUALITY = 0.82;
const PREFIX = "keep/"; // as in keep.js, which drops these with the form's text

/** The photo as a JPEG of at most 1,600 pixels; the file itself where the browser can't read it. */
async function shrink(file) {
  try {
    const picture = await createImageBitmap(file);
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

function send(url, token, photo, onProgress) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch can't tell how much has gone up
    request.open("POST", url);
    request.responseType = "json";
    request.setRequestHeader("X-CSRFToken", token);
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () =>
      request.status < 300 && request.response?.key ? resolve(request.response) : reject(request.response?.title ?? "");
    request.onerror = () => reject("");
    const body = new FormData();
    body.append("file", photo, "photo.jpg");
    request.send(body);
  });
}

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

class Photos {
  constructor(input) {
    this.input = input;
    this.words = input.dataset;
    this.form = input.form;
    this.drop = input.closest(".drop");
    this.list = input.closest(".field").querySelector("[data-files]");
    this.removeIcon = input.closest(".field").querySelector("template[data-remove-icon]").content;
    this.onTheWay = 0;
    this.drop.classList.add("live"); // the whole box takes the touch; without script the plain field shows its files
    const store = this.form.dataset.keep;
    this.store = store && `${PREFIX}${store}/photos/${this.words.name}`;

    for (const row of [...this.list.children]) this.adopt(row);
    if (!this.form.querySelector(".errors")) this.recall();
    this.count();
    input.addEventListener("change", () => this.take([...input.files]));
    this.form.addEventListener("submit", (event) => this.hold(event));
  }

  /** A photo of before, shown with a tick: now with a button like the others. */
  adopt(row) {
    const tick = row.querySelector("input");
    row.dataset.url = row.querySelector("img").getAttribute("src");
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
      this.upload(row, file);
    }
    this.count();
  }

  row(url = "") {
    const picture = element("img", { alt: "", width: 56, height: 56 });
    if (url) picture.src = url;
    const row = element("li", { className: "file" }, picture, element("span"));
    this.list.append(row);
    return row;
  }

  async upload(row, file) {
    this.onTheWay += 1;
    const bar = element("progress", { max: 1, value: 0 });
    const state = element("span", { className: "micro muted" }, this.words.sending);
    row.lastElementChild.replaceChildren(element("b"), state, bar);
    bar.setAttribute("aria-label", this.words.sending);
    this.count();
    try {
      const photo = await shrink(file);
      const token = this.form.elements.csrf_token.value;
      const answer = await send(this.words.upload, token, photo, (part) => (bar.value = part));
      row.querySelector("img").src = answer.url;
      row.dataset.url = answer.url;
      bar.remove();
      state.textContent = `${this.words.sent}, ${Math.max(1, Math.round(photo.size / 1024))} kB`;
      this.settle(row, answer.key);
      this.remember();
    } catch (reason) {
      this.fail(row, file, typeof reason === "string" ? reason : "");
    }
    this.onTheWay -= 1;
    if (this.waiting && this.onTheWay === 0) this.go();
  }

  settle(row, key) {
    row.append(element("input", { type: "hidden", name: this.words.name, value: key }), this.remover(row));
    this.count();
  }

  fail(row, file, reason) {
    const again = element("button", { type: "button", className: "link", textContent: this.words.retry });
    again.addEventListener("click", () => {
      row.querySelector(".iconbtn").remove();
      this.upload(row, file);
    });
    const words = element("span", { className: "error", textContent: reason || this.words.failed });
    words.setAttribute("role", "alert");
    row.lastElementChild.replaceChildren(element("b"), words, again);
    row.append(this.remover(row));
    this.count();
  }

  remover(row) {
    const button = element("button", { type: "button", className: "btn btn-3 iconbtn" }, this.removeIcon.cloneNode(true));
    button.addEventListener("click", () => {
      row.remove();
      this.count();
      this.remember();
      this.input.focus();
    });
    return button;
  }

  /** Number the rows, and close the field when no more photos are wanted. */
  count() {
    [...this.list.children].forEach((row, index) => {
      const name = row.querySelector("b");
      if (name) name.textContent = this.words.photo.replace("{number}", index + 1);
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
    let photos = null;
    try {
      photos = JSON.parse(localStorage.getItem(this.store));
    } catch {
      // as above
    }
    if (!photos || !this.store) return;
    if (photos.length) this.input.closest("details")?.setAttribute("open", "");
    this.list.replaceChildren(); // the list of this phone is the later one: it began with the server's
    for (const { key, url } of photos) {
      const row = this.row(url);
      row.dataset.url = url;
      row.querySelector("span").append(element("b"));
      this.settle(row, key);
    }
  }

  hold(event) {
    if (this.onTheWay === 0) return;
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

for (const input of document.querySelectorAll("input[data-upload]")) new Photos(input);
