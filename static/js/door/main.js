/* The phone at the door: pairs once, then camera, verdict, camera. */

import * as alert from "./alert.js";
import { Refused } from "./api.js";
import { before } from "./before.js";
import * as camera from "./camera.js";
import "./camera_keys.js";
import * as clock from "./clock.js";
import { askForReason } from "./dialogs.js";
import * as judge from "./judge.js";
import { askForCode } from "./keypad.js";
import * as link from "./link.js";
import * as list from "./list.js";
import "./more.js";
import { complain, readFragment, showPairing } from "./pairing.js";
import * as people from "./people.js";
import * as ready from "./ready.js";
import { record } from "./scanning.js";
import { stuck, waiting } from "./sending.js";
import { unlock } from "./signal.js";
import "./sound.js";
import * as store from "./store.js";
import * as verdict from "./verdict.js";
import { direction } from "./way.js";
import * as wedge from "./wedge.js";
import { fill, timeAt, words } from "./words.js";

const { door, key } = store;
const at = (id) => document.getElementById(id);

let busy = false; // a scan is on its way
let unpaired = null; // why this phone was taken off its door
let last = null; // {scan, result} of the last one that let somebody pass: it can be undone
let cameraState = "starting";

// ---- Scans ---------------------------------------------------------------------------------------

async function scan(what) {
  if (busy) return;
  busy = true;
  try {
    const whole = { direction: direction(), ...what };
    const besides = await before(whole);
    if (besides) await show({ ...whole, ...besides });
  } catch (error) {
    refusedBy(error);
  } finally {
    busy = false;
    link.count();
    say(words.camera[cameraState]);
  }
}

async function show(what) {
  say(words.camera.checking);
  const { scan, result, offline, why } = await record(what);
  link.setOnline(!offline && Boolean(result ?? why));
  if (result) remember(scan, result);
  if (!result) verdict.showQueued(scan, waiting(), why);
  else if (offline) verdict.showAlone(result, scan, waiting());
  else verdict.showResult(result, scan);
  if (result?.verdict === "quarantined") unpair(words.pairing.revoked);
  else if (!offline) link.readStatus();
  if (offline || !result) link.send(); // as soon as there is signal
}

/** The answer to a scan for which nobody waits any more. */
function answeredLate(scan, result) {
  if (result.verdict === "quarantined") return unpair(words.pairing.revoked);
  remember(scan, result);
  const seen = verdict.shown();
  if (seen?.scan?.id === scan.id && !seen.result) verdict.showResult(result, scan); // nothing was told yet
  else if (alert.contradicts(scan, result)) alert.interrupt(scan, result);
}

function remember(scan, result) {
  if (["admitted", "left"].includes(result.verdict)) last = { scan, result };
  else if (last && [scan.id, scan.undoes].includes(last.scan.id)) last = null;
  at("undo-last").disabled = !last;
  const time = timeAt(new Date(Date.parse(scan.at) + (clock.offset() ?? 0)), door.get().event);
  const says = { name: result.ticket?.holder ?? "–", verdict: words.verdicts[result.verdict].name, time };
  document.querySelector(".last span").textContent = fill(words.last, says);
}

function refusedBy(error) {
  if (!(error instanceof Refused)) throw error;
  if (error.status === 401) unpair(error.code === "device_revoked" ? words.pairing.revoked : error.message);
  else verdict.showQueued(null, waiting(), error.message);
}

const nobodyLooks = () =>
  busy || document.querySelector("dialog[open]") || !at("pair").hidden || (verdict.shown() && !verdict.mayChange());

function onCode(text) {
  if (nobodyLooks()) camera.forget(text);
  else scan({ token: text });
}

async function undo(entry) {
  const ticket = entry.result.ticket;
  const reason = await askForReason([ticket?.holder, ticket?.business].filter(Boolean).join(", "));
  if (!reason) return;
  const { token, code, id } = entry.scan;
  scan({ ...(code ? { code } : { token }), direction: "undo", undoes: id, reason });
}

// ---- Panels --------------------------------------------------------------------------------------

const say = (sentence) => (document.querySelector(".camera .say").textContent = sentence);

/** The phone belongs to no door any more: the list goes at once; what it recorded is sent as long as the server takes it. */
async function unpair(why) {
  if (!key.get()) return; // each answer to what it had recorded says so
  await Promise.all([key.set(null), list.forget()]);
  at("camera").hidden = at("foot").hidden = at("net").hidden = true;
  last = null;
  unpaired = why;
  showPairing(begin);
  tellUnsent();
  await link.send();
}

/** Why the phone belongs to no door, and what it has still to send, until it has sent it. */
function tellUnsent() {
  if (unpaired === null) return;
  const kept = (count, sentence) => (count ? ` ${fill(sentence, { count })}` : "");
  complain(unpaired + kept(waiting() - stuck(), words.pairing.sending) + kept(stuck(), words.pairing.kept));
}

async function begin() {
  unpaired = null;
  at("pair").hidden = true;
  at("camera").hidden = at("foot").hidden = false;
  at("gate").textContent = door.get().gate;
  at("event").textContent = door.get().event.title;
  link.count();
  link.readAll().then(link.readStatus);
  link.send();
  if (cameraState !== "starting") return;
  say(words.camera.starting);
  await camera.start(document.querySelector("video"), onCode, (state) => {
    cameraState = state;
    document.querySelector(".finder").hidden = state !== "aim";
    if (!busy) say(words.camera[state]);
  });
}

at("type").addEventListener("click", async () => {
  const what = await askForCode();
  if (what) scan(what);
});
at("undo-last").addEventListener("click", () => undo(last));
wedge.install((what) => (nobodyLooks() ? false : scan(what)));
verdict.onUndo((entry) => {
  verdict.close();
  undo(entry);
});
verdict.onClosed(() => at("type").focus({ preventScroll: true }));
document.addEventListener("pointerdown", unlock);
document.addEventListener("keydown", unlock);
addEventListener("hashchange", () => location.reload()); // another pairing code was opened in this very tab

await store.open();
await list.open();
await judge.prepare();
people.install({ scan, refusedBy });
link.install({ refusedBy, onLate: answeredLate, onSent: tellUnsent });
ready.install({ isBusy: () => busy, refusedBy });
await readFragment();
if (key.get() && door.get()) begin();
else showPairing(begin);
