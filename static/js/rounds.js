/* A round on a volunteer's phone: [data-round="rounds/event/person/"].

   What is tapped is kept on the phone first, each tap under a key of its own, and sent from there, in batches, until the
   server has answered to it; sending the same twice is once. The page shows what is only on the phone as just that. A tap
   that is taken back is not deleted: the taking back is kept and sent beside it. What is kept stays when the page is
   closed and when its owner signs out: it is sent when the same person opens a round again. */

const AT_ONCE = 25;
const PATIENCE_MS = 15_000;
const LONGEST_PAUSE_S = 30;

const root = document.querySelector("[data-round]");
if (root) begin();

function begin() {
  const place = root.dataset.round;
  const notes = `${place}note/`;
  const refusals = JSON.parse(root.dataset.refused);
  const stands = new Map([...root.querySelectorAll("[data-stand]")].map((item) => [item.dataset.stand, item]));
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: root.dataset.zone });
  const elsewhere = Number(root.dataset.elsewhere); // seen stands that the server's search left out
  let busy = false;
  let pause = 0;
  let tries = 0;
  let order = Date.now(); // of taps, also where the clock jumps

  // ---- What is kept on the phone ---------------------------------------------------------------------

  /** All that this phone keeps of this person's round, in the order in which it was tapped. */
  function kept() {
    const found = [];
    for (let at = 0; at < localStorage.length; at += 1) {
      const name = localStorage.key(at);
      if (!name.startsWith(place) || name.startsWith(notes)) continue;
      try {
        found.push(JSON.parse(localStorage.getItem(name)));
      } catch {
        localStorage.removeItem(name); // nothing that we wrote
      }
    }
    return found.sort((one, other) => one.order - other.order);
  }

  /** Whether the phone has it now. */
  function keep(tap) {
    try {
      localStorage.setItem(place + tap.key, JSON.stringify(tap));
      return localStorage.getItem(place + tap.key) !== null;
    } catch {
      root.querySelector("[data-full]").hidden = false;
      return false;
    }
  }

  const newKey = () => [...crypto.getRandomValues(new Uint8Array(16))].map((one) => one.toString(16).padStart(2, "0")).join("");

  function tapOn(item, presence, { key = newKey(), note = "" } = {}) {
    const [booth, code] = item.dataset.stand.split("/");
    order = Math.max(order + 1, Date.now());
    return { key, booth, code, presence, note, at: Date.now(), order, label: `${item.dataset.label} ${item.dataset.name}` };
  }

  // ---- What the page shows ---------------------------------------------------------------------------

  const part = (name) => root.querySelector(`template[data-pill="${name}"]`).content.cloneNode(true);
  const time = (at) => `${clock.format(at).replace(":", ".")} ${root.dataset.zoneName}`;

  /** Of each stand what is kept the latest, over what the server knows. */
  function show() {
    const waiting = kept();
    const latest = new Map(waiting.filter((tap) => !tap.refused).map((tap) => [`${tap.booth}/${tap.code}`, tap]));
    let seen = 0;
    for (const [name, item] of stands) {
      const tap = latest.get(name);
      const isBack = tap?.key.startsWith("-");
      draw(item, tap, isBack);
      if (tap ? !isBack : Number(item.dataset.at) >= Number(root.dataset.began)) seen += 1;
    }
    say("[data-progress]", root.dataset.progressWords.replace("{seen}", seen + elsewhere).replace("{all}", root.dataset.all));
    const open = waiting.filter((tap) => !tap.refused).length;
    const state = root.querySelector("[data-state]");
    state.hidden = false;
    state.classList.toggle("is-kept", open > 0);
    state.querySelector("[data-shape=ok]").hidden = open > 0;
    state.querySelector("[data-shape=kept]").hidden = open === 0;
    say("[data-state] [data-words]", open ? root.dataset.keptWords.replace("{count}", open) : root.dataset.savedWords);
    showRefused(waiting.filter((tap) => tap.refused));
  }

  function draw(item, tap, isBack) {
    const last = item.querySelector("[data-last]");
    const drawn = tap ? tap.key : `${item.dataset.presence}${item.dataset.at}`;
    const undo = item.querySelector("[data-undo]");
    undo.hidden = tap ? isBack : !item.dataset.slip;
    if (last.dataset.drawn === drawn) return; // a screen reader hears of what has changed alone
    last.dataset.drawn = drawn;
    const at = document.createElement("span");
    at.className = "num";
    if (tap) {
      at.textContent = time(tap.at);
      last.replaceChildren(part(`${isBack ? "back" : tap.presence} kept`), at, " ", root.querySelector("template[data-kept]").content.cloneNode(true));
    } else {
      at.textContent = Number(item.dataset.at) ? time(Number(item.dataset.at)) : "";
      last.replaceChildren(part(item.dataset.presence), at);
    }
  }

  function say(selector, words) {
    const told = root.querySelector(selector);
    if (told.textContent !== words) told.textContent = words;
  }

  function showRefused(taps) {
    const list = root.querySelector("[data-refused-list]");
    list.hidden = taps.length === 0;
    list.querySelector("ul").replaceChildren(
      ...taps.map((tap) => {
        const item = root.querySelector("template[data-refused-item]").content.cloneNode(true);
        item.querySelector("[data-what]").textContent = `${tap.label} ${time(tap.at)}`;
        item.querySelector("[data-why]").textContent = refusals[tap.refused] ?? "";
        item.querySelector("button").addEventListener("click", () => {
          localStorage.removeItem(place + tap.key);
          show();
        });
        return item;
      }),
    );
  }

  // ---- To the server ---------------------------------------------------------------------------------

  async function post(taps) {
    return fetch(root.dataset.send, {
      method: "POST",
      headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": root.querySelector("[name=csrf_token]").value },
      body: JSON.stringify({ now: Date.now(), sightings: taps.map(({ key, booth, code, presence, note, at }) => ({ key, booth, code, presence, note, at })) }),
      signal: AbortSignal.timeout?.(PATIENCE_MS),
    });
  }

  /** A page that stood open for long has an old token: fetch a new one. */
  async function renewToken() {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    const fresh = page.querySelector("[data-round] [name=csrf_token]")?.value;
    for (const one of root.querySelectorAll("[name=csrf_token]")) if (fresh) one.value = fresh;
    return Boolean(fresh);
  }

  async function send() {
    clearTimeout(pause);
    if (busy) return; // whoever is at it looks for more when done
    busy = true;
    try {
      for (let taps = next(); taps.length; taps = next()) {
        let answer = await post(taps);
        if (answer.status === 400 && (await renewToken())) answer = await post(taps);
        root.querySelector("[data-signed-out]").hidden = answer.status !== 401;
        if (!answer.ok) throw new Error(answer.status);
        took(await answer.json());
        tries = 0;
      }
    } catch {
      // no signal, or a server that can't: what is kept is kept
      tries += 1;
      pause = setTimeout(send, 1000 * Math.min(LONGEST_PAUSE_S, 2 ** tries));
    } finally {
      busy = false;
    }
    show();
  }

  const next = () => kept().filter((tap) => !tap.refused).slice(0, AT_ONCE);

  /** Forget what the server has, and show how each stand stands there: others walk rounds, too. */
  function took({ answers, stands: there }) {
    for (const { key, outcome, clock: worth } of answers) {
      if (outcome === "recorded" || outcome === "known") localStorage.removeItem(place + key);
      else {
        const tap = JSON.parse(localStorage.getItem(place + key));
        if (tap) keep({ ...tap, refused: outcome });
      }
      if (worth !== "right") {
        root.querySelector("[data-clock]").hidden = false;
        say("[data-clock] [data-words]", root.dataset.clockWords);
      }
    }
    for (const [name, state] of Object.entries(there)) {
      const item = stands.get(name);
      if (item) Object.assign(item.dataset, state);
    }
    show();
  }

  // ---- What is tapped --------------------------------------------------------------------------------

  root.addEventListener("submit", (event) => {
    const item = event.target.closest("[data-stand]");
    if (!item) return;
    const isBack = event.target.matches("[data-undo]");
    const tap = isBack ? takingBack(item) : seeing(item, event.submitter?.value);
    if (!tap || !keep(tap)) return; // the form goes the plain way
    event.preventDefault();
    if (!isBack) forgetNote(item);
    show();
    navigator.vibrate?.(30);
    send();
  });

  function seeing(item, presence) {
    return presence ? tapOn(item, presence, { note: item.querySelector("[name=note]").value }) : null;
  }

  function takingBack(item) {
    const own = kept().filter((tap) => `${tap.booth}/${tap.code}` === item.dataset.stand && !tap.key.startsWith("-"));
    const last = own.at(-1) ?? { key: item.dataset.slip, presence: item.dataset.presence };
    return last.key ? tapOn(item, last.presence, { key: `-${last.key}` }) : null;
  }

  // a note that is written and not yet tapped survives, too
  const noteOf = (item) => notes + item.dataset.stand;
  function forgetNote(item) {
    localStorage.removeItem(noteOf(item));
    item.querySelector("[name=note]").value = "";
    item.querySelector("details").open = false;
  }
  root.addEventListener("input", (event) => {
    const item = event.target.closest("[data-stand]");
    if (!item || event.target.name !== "note") return;
    try {
      localStorage.setItem(noteOf(item), event.target.value);
    } catch {
      // it stands in the field
    }
  });
  function restoreNotes() {
    for (const item of stands.values()) {
      const words = localStorage.getItem(noteOf(item));
      if (!words) continue;
      item.querySelector("[name=note]").value = words;
      item.querySelector("details").open = true;
    }
  }

  // ---- Looking for a booth ---------------------------------------------------------------------------

  const find = root.querySelector("[data-find]");
  // b8, B 08 and B-8 are all B-08, as on the server (booths/reading.py).
  const short = (label) => label.toLowerCase().replace(/(^|\D)0+(?=\d)/g, "$1").replace(/[^\p{L}\p{N}]/gu, "");
  function look() {
    const words = find.value.toLowerCase().split(/\s+/).filter(Boolean);
    let found = 0;
    for (const item of stands.values()) {
      const text = `${item.dataset.label} ${item.dataset.name}`.toLowerCase();
      const isMeant = words.length > 0 && short(find.value) === short(item.dataset.label);
      item.hidden = !isMeant && !words.every((word) => text.includes(word));
      if (!item.hidden) found += 1;
    }
    for (const zone of root.querySelectorAll(".walk-zone")) zone.hidden = words.length > 0;
    root.querySelector("[data-none]").hidden = found > 0 || stands.size === 0;
  }
  find.addEventListener("input", look);
  find.form.addEventListener("submit", (event) => event.preventDefault());
  for (const one of root.querySelectorAll("[data-noscript]")) one.hidden = true;

  root.querySelector("[data-new-round]").addEventListener("click", (event) => {
    const address = new URL(event.currentTarget.href);
    address.searchParams.set("since", Date.now());
    event.currentTarget.href = address;
  });

  // ---- At the beginning ------------------------------------------------------------------------------

  addEventListener("online", () => {
    tries = 0;
    send();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && send());
  try {
    restoreNotes();
    show();
    send();
  } catch {
    root.querySelector("[data-full]").hidden = false; // a phone that keeps nothing: forms go the plain way
  }
}
