/* The picture beneath the floor. An SVG is drawn by the browser and sent as a picture: no file with scripts in it is kept. */

const LARGEST = 1600; // pixels

async function flattened(file) {
  const text = await new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = reject;
    reader.readAsDataURL(file);
  });
  const image = new Image();
  image.src = text;
  await image.decode();
  const scale = LARGEST / Math.max(image.naturalWidth || LARGEST, image.naturalHeight || LARGEST);
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round((image.naturalWidth || LARGEST) * scale));
  canvas.height = Math.max(1, Math.round((image.naturalHeight || LARGEST) * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

export class Picture {
  constructor(editor, root) {
    Object.assign(this, { editor, root });
  }

  async send(field) {
    const [file] = field.files;
    if (!file) return;
    const { editor, root } = this;
    editor.say.tell("sending");
    try {
      const content = file.type === "image/svg+xml" ? await flattened(file) : file;
      const body = new FormData();
      body.set("csrf_token", root.querySelector("[name=csrf_token]").value);
      body.set("picture", content, "picture.png");
      if (root.dataset.pictureIsPublic) body.set("is_public", "1");
      await editor.saver.settled();
      const answer = await fetch(root.dataset.pictureUrl, { method: "POST", headers: { Accept: "application/json" }, body });
      const result = await answer.json();
      if (!answer.ok) throw new Error(result.title);
      this.#lay(result);
      editor.say.tell("picture_there");
      this.#refuse("");
    } catch (error) {
      this.#refuse(error.message || editor.say.words.offline);
    }
    field.value = "";
  }

  #lay({ picture, background, revision }) {
    const { editor } = this;
    editor.saver.follows(revision);
    editor.view.picture = picture;
    const cm = (length) => Math.round(length * 100);
    const backdrop = background && { ...background, x: cm(background.x), y: cm(background.y), w: cm(background.w), h: cm(background.h) };
    editor.plan.correct((state) => ({ ...state, backdrop }));
    editor.view.fit();
  }

  #refuse(words) {
    const place = this.root.querySelector("[data-picture-refused]");
    place.textContent = words;
    place.hidden = !words;
    if (words) this.editor.say.live.textContent = words;
  }
}
