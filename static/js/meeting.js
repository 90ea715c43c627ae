/* The meeting on the projector: [data-board]. Everything here also works by buttons and a number that send a form.

   The line is dragged by mouse or finger, or moved by the arrow keys, PageUp/PageDown, Home and End; the balance follows
   at once, and the server is told when it comes to rest. Decisions are sent without a reload; the server's page is what
   counts: its changed rows and parts take the place of those on screen, what is being typed stays. */

const REST_MS = 500; // after the last key
const EDGE = 80; // pixels from the window's edge, where the page scrolls along
const board = document.querySelector("[data-board]");
const form = document.getElementById("hold");

if (board) begin();

function begin() {
  const places = JSON.parse(board.dataset.places);
  const total = Number(board.dataset.total);
  let fixed = JSON.parse(board.dataset.fixed); // place → whether who stands there is in, wherever the line lies
  const told = document.querySelector("[data-told]");
  let at = Number(board.dataset.at);
  let resting = 0;
  let moves = 0; // of the line, by hand
  let sending = Promise.resolve();

  const rows = () => [...board.querySelectorAll("tr[data-code]")];
  const cut = () => board.querySelector("[data-cut]");
  const handle = () => board.querySelector("[data-handle]");
  const words = () => handle().dataset.words.replace("{at}", at);

  // ---- The line ----------------------------------------------------------------------------------

  function offer() {
    const slider = handle();
    if (!slider) return;
    const given = { role: "slider", tabindex: 0, "aria-label": slider.dataset.label, "aria-orientation": "vertical", "aria-valuemin": 0, "aria-valuemax": total, "aria-valuenow": at, "aria-valuetext": words() };
    for (const [name, value] of Object.entries(given)) slider.setAttribute(name, value);
    slider.classList.add("live");
  }

  /** Somebody moves the line: what the server answers about an earlier place comes too late. */
  function move(place) {
    moves += 1;
    show(place);
  }

  function show(place) {
    at = Math.max(0, Math.min(total, place));
    const all = rows();
    const line = cut(); // the rows move around it: taken out itself, it would lose the pointer and the focus
    let above = all.filter((row) => line.compareDocumentPosition(row) & Node.DOCUMENT_POSITION_PRECEDING).length;
    while (above < at) line.before(all[above++]);
    while (above > at) line.after(all[--above]);
    board.querySelector("[data-cut-words]").textContent = words();
    handle().setAttribute("aria-valuenow", at);
    handle().setAttribute("aria-valuetext", words());
    document.getElementById("at").value = at;
    const [last, next] = rows().slice(at - 1, at + 1).map((row) => row.dataset.rank);
    line.querySelector("[data-tied]").hidden = !(at > 0 && last && last === next);
    weigh();
  }

  const isIn = (place) => fixed[place] ?? place <= at;

  /** The balance of who would be accepted. */
  function weigh() {
    let all = 0;
    for (let place = 1; place <= total; place++) all += isIn(place);
    for (const item of board.querySelectorAll("[data-kind]")) {
      const [aspect, ...key] = item.dataset.kind.split("/");
      const chosen = (places[aspect]?.[key.join("/")] ?? []).filter(isIn).length;
      const percent = all ? Math.round((100 * chosen) / all) : 0;
      const number = item.querySelector("b");
      number.dataset.all ??= number.textContent.match(/\d+\D*$/)[0].trim();
      number.textContent = board.dataset.of.replace("{chosen}", chosen).replace("{all}", number.dataset.all);
      item.querySelector("rect").setAttribute("width", percent);
      const more = item.querySelector("[data-usual]");
      more.textContent = board.dataset.usual.replace("{percent}", percent).replace("{usual}", more.dataset.usual);
    }
  }

  function rest() {
    clearTimeout(resting);
    send(form.action, { at, below: field("below"), reason: field("reason") }, "[data-handle]");
  }

  const field = (name) => document.getElementById(name)?.value ?? "";

  /** After how many rows the line would lie at this height of the window. */
  const placeAt = (y) => rows().filter((row) => { const box = row.getBoundingClientRect(); return box.top + box.height / 2 < y; }).length;

  board.addEventListener("pointerdown", (event) => {
    const slider = event.target.closest("[data-handle]");
    if (!slider || event.button) return;
    event.preventDefault();
    slider.focus({ preventScroll: true });
    slider.setPointerCapture(event.pointerId);
    const before = at;
    const start = event.clientY;
    let y = start;
    let running = true;
    cut().classList.add("dragged");
    const follow = () => {
      if (!running) return;
      const pull = y < Math.min(EDGE, start) ? -12 : y > Math.max(innerHeight - EDGE, start) ? 12 : 0;
      if (pull) {
        scrollBy({ top: pull, behavior: "instant" });
        if (placeAt(y) !== at) move(placeAt(y));
      }
      requestAnimationFrame(follow);
    };
    requestAnimationFrame(follow);
    const drag = (dragged) => {
      y = dragged.clientY;
      const place = placeAt(y);
      if (place !== at) move(place);
    };
    const stop = (ended) => {
      running = false;
      slider.removeEventListener("pointermove", drag);
      cut().classList.remove("dragged");
      if (ended.type === "pointercancel") move(before);
      else if (at !== before) rest();
    };
    slider.addEventListener("pointermove", drag);
    for (const end of ["pointerup", "pointercancel"]) slider.addEventListener(end, stop, { once: true });
  });

  board.addEventListener("keydown", (event) => {
    if (!event.target.closest("[data-handle]") || event.altKey || event.ctrlKey || event.metaKey) return;
    const to = { ArrowUp: at - 1, ArrowLeft: at - 1, ArrowDown: at + 1, ArrowRight: at + 1, PageUp: at - 10, PageDown: at + 10, Home: 0, End: total }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    move(to);
    handle().scrollIntoView({ block: "nearest" });
    clearTimeout(resting);
    resting = setTimeout(rest, REST_MS);
  });

  // ---- A row's own words ---------------------------------------------------------------------------

  /** What is written about one application is put into its row when that is opened; without us a link leads there. */
  function fill(details) {
    const row = details.closest("tr[data-code]");
    const link = details.querySelector("[data-more]");
    if (!row || !link) return details;
    const { code, verdict = "", has = "", reason = "", booth = "", why = "" } = row.dataset;
    const part = board.querySelector("template[data-deciding]").content.cloneNode(true);
    for (const one of part.querySelectorAll("[data-if]")) if (!has.split(" ").includes(one.dataset.if)) one.remove();
    for (const one of part.querySelectorAll("*")) {
      for (const { name, value } of [...one.attributes]) {
        if (value.includes("{")) one.setAttribute(name, value.replace("{code}", code).replace("{verdict}", verdict));
      }
    }
    part.querySelector("textarea").value = reason;
    part.querySelector("select").value = booth;
    part.querySelector("input").value = why;
    link.replaceWith(part);
    return details;
  }

  board.addEventListener("toggle", (event) => { if (event.target.open) fill(event.target); }, true);

  // ---- To the server -----------------------------------------------------------------------------

  document.addEventListener("submit", (event) => {
    if (event.target !== form || !event.submitter) return;
    event.preventDefault();
    const button = event.submitter;
    const address = button.hasAttribute("formaction") ? button.formAction : form.action;
    const row = button.closest("tr[data-code]");
    const given = {};
    if (row) {
      for (const control of row.querySelectorAll("textarea, select, input")) given[control.name] = control.value;
    } else if (address === form.action) Object.assign(given, { at: field("at"), below: field("below"), reason: field("reason") });
    if (button.name) given[button.name] = button.value;
    send(address, given, focusOf(button));
  });

  /** How the button is found again in the server's page. */
  function focusOf(button) {
    const row = button.closest("tr[data-code]");
    if (!row) return button.matches("[data-undo]") ? "[data-undo]" : "";
    const place = [...row.querySelectorAll("button")].indexOf(button);
    return `#${CSS.escape(row.id)} :is(.vkey:nth-of-type(${place + 1}), summary)`;
  }

  function send(address, given, focus) {
    const asked = moves;
    const turn = () => bring(address, given, focus, asked);
    sending = sending.then(turn, turn);
  }

  async function bring(address, given, focus, asked) {
    board.setAttribute("aria-busy", "true");
    try {
      const body = new FormData(form);
      const answer = await fetch(address, { method: "POST", body: new URLSearchParams([...body, ...Object.entries(given)]) });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (!page.querySelector("[data-board]")) location.reload(); // signed out, say
      else renew(page, focus, moves === asked);
    } catch {
      told.textContent = board.dataset.failed;
      told.classList.remove("sr");
    } finally {
      board.removeAttribute("aria-busy");
    }
  }

  /** Put what the server says into the place of what is shown, where it differs; a line moved since then stays. */
  function renew(page, focus, isLatest) {
    const active = document.activeElement?.id;
    const opened = new Set(rows().filter((row) => row.querySelector("details")?.open).map((row) => row.id));
    for (const row of rows()) {
      const fresh = page.getElementById(row.id);
      if (fresh && fresh.dataset.is !== row.dataset.is) {
        row.replaceWith(document.adoptNode(fresh));
        const part = opened.has(fresh.id) && fresh.querySelector("details");
        if (part) fill(part).open = true;
      }
    }
    fixed = JSON.parse(page.querySelector("[data-board]").dataset.fixed);
    if (!cut()) weigh(); // a part of the ranking is shown: without the line
    const ahead = page.querySelector("[data-cut]");
    if (ahead && cut()) {
      const fresh = page.querySelector("[data-board]");
      cut().className = ahead.className;
      cut().querySelector("small")?.remove();
      show(isLatest ? Number(fresh.dataset.at) : at);
      offer();
    }
    for (const part of document.querySelectorAll("[data-refresh]")) {
      const fresh = page.querySelector(`[data-refresh="${part.dataset.refresh}"]`);
      if (fresh) part.replaceWith(document.adoptNode(fresh));
    }
    document.querySelector("main > .flash")?.remove();
    const flash = page.querySelector("main > .flash");
    if (flash) document.querySelector("main").prepend(document.adoptNode(flash));
    const line = document.querySelector("[aria-labelledby=line-title]");
    for (const old of line?.querySelectorAll("#fault") ?? []) old.remove();
    const refused = page.querySelector("[aria-labelledby=line-title] #fault");
    if (refused) line.querySelector("h2").after(document.adoptNode(refused));
    told.classList.add("sr");
    told.textContent = document.getElementById("fault")?.textContent ?? flash?.textContent ?? "";
    const fault = document.getElementById("fault");
    const target = fault?.closest("section, td")?.querySelector("[aria-invalid], #reason") ?? (focus ? document.querySelector(focus) : null) ?? (active ? document.getElementById(active) : null);
    target?.focus({ preventScroll: !fault });
  }

  offer();
}
