/* The phone at the door: pairs once, then camera, verdict, camera. */

import * as api from "./api.js";
import * as camera from "./camera.js";
import { askForCode, askForReason } from "./dialogs.js";
import "./more.js";
import { askForPerson, forget } from "./person.js";
import { readFragment, showPairing } from "./pairing.js";
import { record, sendWaiting, waiting } from "./scanning.js";
import { unlock } from "./signal.js";
import { door, key } from "./store.js";
import * as verdict from "./verdict.js";
import { fill, timeAt, words } from "./words.js";

const POLL_MS = 10_000;
const RETRY_MS = 5_000;
const at = (id) => document.getElementById(id);

let busy = false; // a scan is on its way
let last = null; // {scan, result} of the last one that let somebody pass: it can be undone
let cameraState = "starting";
const late = []; // answers that came when nobody waited for them any more, and that say no

// ---- Scans ---------------------------------------------------------------------------------------

async function scan(what) {
  if (busy) return;
  busy = true;
  try {
    say(words.camera.checking);
    const { scan, result, why } = await record(what);
    setOnline(Boolean(result ?? why));
    if (result) answered(scan, result);
    else verdict.showQueued(scan, waiting(), why);
  } catch (error) {
    refusedBy(error);
  } finally {
    busy = false;
    count();
    say(words.camera[cameraState]);
  }
}

function answered(scan, result) {
  remember(scan, result);
  verdict.showResult(result, scan);
  if (result.verdict === "quarantined") unpair(words.pairing.revoked);
  readStatus();
}

function answeredLate(scan, result) {
  remember(scan, result);
  if (["admitted", "left", "undone"].includes(result.verdict) && !result.conflict) return;
  late.push({ result, scan: { ...scan, late: true } });
  if (!verdict.shown()) showLate();
}

function showLate() {
  const next = late.shift();
  if (next) verdict.showResult(next.result, next.scan);
}

function remember(scan, result) {
  if (["admitted", "left"].includes(result.verdict)) last = { scan, result };
  else if (last?.scan.id === scan.undoes) last = null;
  at("undo-last").disabled = !last;
  const name = result.ticket?.holder ?? "–";
  const says = { name, verdict: words.verdicts[result.verdict].name, time: timeAt(new Date(scan.at), door.get().event) };
  document.querySelector(".last span").textContent = fill(words.last, says);
}

function refusedBy(error) {
  if (!(error instanceof api.Refused)) throw error;
  if (error.status === 401) unpair(error.code === "device_revoked" ? words.pairing.revoked : error.message);
  else verdict.showQueued(null, waiting(), error.message);
}

function onCode(text) {
  const nobodyLooks = busy || document.querySelector("dialog[open]") || (verdict.shown() && !verdict.mayChange());
  if (nobodyLooks) camera.forget(text);
  else scan({ token: text });
}

async function undo(entry) {
  const ticket = entry.result.ticket;
  const reason = await askForReason([ticket?.holder, ticket?.business].filter(Boolean).join(", "));
  if (!reason) return;
  const { token, code, id } = entry.scan;
  scan({ ...(code ? { code } : { token }), direction: "undo", undoes: id, reason });
}

// ---- Connection and count ------------------------------------------------------------------------

function setOnline(yes) {
  const net = at("net");
  net.hidden = false;
  net.querySelector("[data-on]").hidden = !yes;
  net.querySelector("[data-off]").hidden = yes;
  net.querySelector("[data-word]").textContent = yes ? words.online : words.offline;
}

function count(numbers) {
  for (const name of ["inside", "through_gate"]) {
    if (numbers) document.querySelector(`[data-count="${name}"]`).textContent = numbers[name];
  }
  document.querySelector('[data-count="unsent"]').textContent = waiting();
}

async function readStatus() {
  if (!key.get() || document.hidden) return;
  try {
    const status = await api.readStatus();
    setOnline(true);
    count(status);
    at("event").textContent = [door.get().event.title, status.session?.title].filter(Boolean).join(", ");
  } catch (error) {
    if (error instanceof api.NoAnswer) setOnline(false);
    else refusedBy(error);
  }
}

async function retry() {
  if (!key.get() || busy || !waiting()) return;
  try {
    await sendWaiting(answeredLate);
  } catch (error) {
    refusedBy(error);
  }
  count();
}

// ---- Panels --------------------------------------------------------------------------------------

const say = (sentence) => (document.querySelector(".camera .say").textContent = sentence);

function unpair(why) {
  key.set(null);
  forget();
  at("camera").hidden = at("foot").hidden = true;
  const kept = waiting() ? ` ${fill(words.pairing.kept, { count: waiting() })}` : "";
  showPairing(begin, why + kept);
}

async function begin() {
  at("pair").hidden = true;
  at("camera").hidden = at("foot").hidden = false;
  at("gate").textContent = door.get().gate;
  at("event").textContent = door.get().event.title;
  readStatus();
  retry();
  if (cameraState !== "starting") return;
  say(words.camera.starting);
  try {
    cameraState = "aim";
    await camera.start(document.querySelector("video"), onCode);
    at("torch").disabled = !camera.hasTorch();
    navigator.wakeLock?.request("screen").catch(() => {});
  } catch (error) {
    if (!(error instanceof camera.NoCamera)) throw error;
    cameraState = error.why;
    document.querySelector(".finder").hidden = true;
  }
  say(words.camera[cameraState]);
}

at("type").addEventListener("click", async () => {
  const code = await askForCode();
  if (code) scan({ code });
});
at("find").addEventListener("click", async () => {
  const code = await askForPerson(refusedBy);
  if (code) scan({ code });
});
at("undo-last").addEventListener("click", () => undo(last));
at("torch").addEventListener("click", async (event) => {
  const button = event.currentTarget;
  const on = button.getAttribute("aria-pressed") !== "true";
  await camera.setTorch(on);
  button.setAttribute("aria-pressed", String(on));
});
verdict.onUndo((entry) => {
  verdict.close();
  undo(entry);
});
verdict.onClosed(() => {
  at("type").focus({ preventScroll: true });
  showLate();
});
document.addEventListener("pointerdown", unlock);
document.addEventListener("keydown", unlock);
addEventListener("online", () => retry().then(readStatus));
addEventListener("offline", () => setOnline(false));
setInterval(readStatus, POLL_MS);
setInterval(retry, RETRY_MS);

addEventListener("hashchange", () => location.reload()); // another pairing code was opened in this very tab

await readFragment();
if (key.get() && door.get()) begin();
else showPairing(begin);
