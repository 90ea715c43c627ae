/* The builder of forms. Everything here also works by links and buttons that send a form.

   The list: a question is moved by its arrows, by its grip with a finger or a mouse, or by the arrow keys on the grip;
   the server's answer takes the place of the list, and the focus stays where it was.
   Choices: rows are added, moved and removed without a reload.
   The preview: questions appear and disappear as the answers change. */

// ---- The list ------------------------------------------------------------------------------------

const token = () => document.querySelector("[name=csrf_token]").value;
const items = () => [...document.querySelectorAll("[data-questions] > [data-key]")];
let sending = false;

/** Put what the server says now in the place of what is shown; what it refuses is said in its words. */
async function refresh(response) {
  const page = new DOMParser().parseFromString(await response.text(), "text/html");
  for (const part of document.querySelectorAll("[data-refresh]")) {
    const fresh = page.querySelector(`[data-refresh="${part.dataset.refresh}"]`);
    if (!fresh) throw new Error("not our page"); // signed out, say
    part.replaceWith(document.adoptNode(fresh));
  }
  document.querySelector("main > .flash")?.remove();
  const flash = page.querySelector("main > .flash");
  if (flash) document.querySelector("main").prepend(document.adoptNode(flash));
  return flash?.textContent.trim() ?? "";
}

/** Send a question to a place, counted from 1; `control` finds the button that takes the focus afterwards. */
async function send(item, place, control) {
  if (sending) return;
  sending = true;
  const { key } = item.dataset;
  const form = item.querySelector("form[data-move]");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams({ csrf_token: token(), place }),
    });
    if (!response.ok) throw new Error(response.status);
    const refused = await refresh(response);
    offerGrips();
    const moved = document.getElementById(`question-${key}`);
    const button = moved.querySelector(control);
    (button.disabled ? moved.querySelector("[data-grip]") : button).focus();
    const number = items().indexOf(moved) + 1;
    const told = document.querySelector("[data-told]");
    told.textContent = refused || `${moved.querySelector(".t-h3").textContent}: ${number} / ${items().length}`;
  } catch {
    location.reload(); // what the server knows is what counts
  } finally {
    sending = false;
  }
}

const placeOf = (item) => items().indexOf(item) + 1;

function offerGrips() {
  for (const grip of document.querySelectorAll("[data-grip]")) grip.hidden = false;
}

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-move]");
  if (!form || !event.submitter?.value) return;
  event.preventDefault();
  const up = Number(event.submitter.value) < placeOf(form.closest("[data-key]"));
  send(form.closest("[data-key]"), event.submitter.value, `button[name=place]:nth-of-type(${up ? 2 : 3})`);
});

document.addEventListener("keydown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!grip || !step) return;
  event.preventDefault();
  const item = grip.closest("[data-key]");
  const place = placeOf(item) + step;
  if (place >= 1 && place <= items().length) send(item, place, "[data-grip]");
});

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest?.("[data-grip]");
  if (!grip || event.button || sending) return;
  event.preventDefault();
  const item = grip.closest("[data-key]");
  const before = items();
  grip.setPointerCapture(event.pointerId);
  item.classList.add("dragged");

  const move = ({ clientY }) => {
    const others = items().filter((other) => other !== item);
    const next = others.find((other) => {
      const box = other.getBoundingClientRect();
      return clientY < box.top + box.height / 2;
    });
    if (next !== item.nextElementSibling) {
      item.parentElement.insertBefore(item, next ?? null);
      grip.setPointerCapture(event.pointerId); // moving an element in the page lets go of it
    }
    const edge = 72;
    if (clientY < edge) scrollBy(0, -16);
    if (clientY > innerHeight - edge) scrollBy(0, 16);
  };
  const end = () => {
    grip.removeEventListener("pointermove", move);
    item.classList.remove("dragged");
    const place = placeOf(item);
    if (place !== before.indexOf(item) + 1) send(item, place, "[data-grip]");
  };
  grip.addEventListener("pointermove", move);
  grip.addEventListener("pointerup", end, { once: true });
  grip.addEventListener("pointercancel", end, { once: true });
});

offerGrips();

// ---- Choices -------------------------------------------------------------------------------------

const shownRows = (rows) => [...rows.querySelectorAll("[data-row]:not([hidden])")];
const inputsOf = (row) => [...row.querySelectorAll("input")];

/** Name the arrows after their choices, and switch off those that lead nowhere. */
function nameArrows(rows) {
  const shown = shownRows(rows);
  for (const [number, row] of shown.entries()) {
    const choice = row.querySelector("input[name$=label_id]").value || number + 1;
    for (const arrow of row.querySelectorAll("[data-move-row]")) {
      arrow.setAttribute("aria-label", `${arrow.dataset.words}: ${choice}`);
      arrow.disabled = number === (arrow.dataset.moveRow === "up" ? 0 : shown.length - 1);
    }
    const removed = row.querySelector(".link.is-bad .sr");
    if (removed) removed.textContent = ` ${choice}`;
  }
}

/** Let a choice change places with its neighbour; what is sent is in the order of the rows. The focus goes along. */
function moveRow(rows, row, way) {
  const shown = shownRows(rows);
  const other = shown[shown.indexOf(row) + (way === "up" ? -1 : 1)];
  if (!other) return;
  const there = inputsOf(other);
  for (const [number, input] of inputsOf(row).entries()) {
    [input.value, there[number].value] = [there[number].value, input.value];
  }
  nameArrows(rows);
  const arrow = other.querySelector(`[data-move-row=${way}]`);
  (arrow.disabled ? other.querySelector("[data-move-row]:not([disabled])") : arrow)?.focus();
}

/** A row's tick becomes a button that takes the row away at once. */
function offerRemoval(row, button) {
  const tick = row.querySelector("input[type=checkbox]");
  const label = tick.closest("label");
  const remove = button.content.firstElementChild.cloneNode(true);
  remove.querySelector(".sr").textContent = ` ${row.querySelector("input[name$=label_id]").value}`;
  remove.addEventListener("click", () => {
    const next = row.nextElementSibling;
    tick.checked = true; // the row is sent along, and passed over
    row.hidden = true;
    nameArrows(row.closest("[data-rows]"));
    (next?.matches("[data-row]:not([hidden])") ? next : document.querySelector("[data-add-row]"))
      .querySelector?.("input:not([type=hidden])")
      ?.focus();
  });
  label.hidden = true;
  label.after(remove);
}

for (const rows of document.querySelectorAll("[data-rows]")) {
  const button = rows.querySelector("template[data-remove-button]");
  const add = rows.querySelector("[data-add-row]");
  for (const row of rows.querySelectorAll("[data-row]")) offerRemoval(row, button);
  nameArrows(rows);
  rows.addEventListener("input", () => nameArrows(rows));
  rows.addEventListener("click", (event) => {
    const arrow = event.target.closest("[data-move-row]");
    if (!arrow) return;
    event.preventDefault();
    moveRow(rows, arrow.closest("[data-row]"), arrow.dataset.moveRow);
  });
  add.addEventListener("click", (event) => {
    const all = [...rows.querySelectorAll("[data-row]")];
    const last = all.at(-1);
    if (!last || all.length >= Number(add.dataset.most)) return; // the server says it
    event.preventDefault();
    const row = last.cloneNode(true);
    const number = all.length;
    row.hidden = false;
    row.querySelector(".link.is-bad")?.remove();
    for (const error of row.querySelectorAll(".error")) error.remove();
    for (const label of row.querySelectorAll("[for]")) label.htmlFor = label.htmlFor.replace(/-\d+-/, `-${number}-`);
    for (const input of row.querySelectorAll("input")) {
      input.name = input.name.replace(/-\d+-/, `-${number}-`);
      input.id = input.id.replace(/-\d+-/, `-${number}-`);
      input.removeAttribute("aria-invalid");
      input.removeAttribute("aria-describedby");
      if (input.type === "checkbox") input.checked = false;
      else input.value = "";
    }
    const legend = row.querySelector("legend");
    legend.textContent = legend.textContent.replace(/\d+/, number + 1);
    row.querySelector("label.hit-row").hidden = false;
    last.after(row);
    offerRemoval(row, button);
    nameArrows(rows);
    row.querySelector("input:not([type=hidden])").focus();
  });
}

// ---- The preview ---------------------------------------------------------------------------------

for (const form of document.querySelectorAll("form[data-asking]")) {
  const asked = [...form.querySelectorAll("[data-question]")];
  for (const button of form.querySelectorAll("[data-noscript]")) button.hidden = true;

  const given = (key) =>
    [...form.elements]
      .filter((control) => control.name === `q-${key}`)
      .filter((control) => !["checkbox", "radio"].includes(control.type) || control.checked)
      .map((control) => control.value);
  const show = () => {
    const visible = new Set();
    for (const question of asked) {
      const { if: decider, values } = question.dataset;
      const wanted = decider ? JSON.parse(values) : [];
      question.hidden = Boolean(decider) && !(visible.has(decider) && given(decider).some((v) => wanted.includes(v)));
      if (!question.hidden) visible.add(question.dataset.question);
    }
  };
  form.addEventListener("change", show);
  window.addEventListener("pageshow", show);
  show();
}
