/* The floor plan saves itself: on this device at once, on the server a moment later.

   Whoever saved first while two drew at once is never overwritten: the second is told, goes on drawing on their own
   version, and chooses; either choice is a step that can be undone. */

import { read, same, write } from "./floorplan-plan.js";
import { drop, read as readKept, write as keep } from "./store.js";

const REST_MS = 700;
const PATIENCE_MS = 20_000;
const LONGEST_PAUSE_MS = 30_000;
const MOST_KEPT_ALIVE = 60_000; // bytes that browsers send for a page that is gone

export class Saver {
  #timer = 0;
  #busy = false;
  #again = false;
  #pause = 1000;
  #stands = true; // whether the server has what is drawn

  constructor(editor, root, given) {
    Object.assign(this, { editor, root, revision: given.revision, theirs: null });
    this.key = `floorplan/${root.dataset.key}`;
    this.token = root.querySelector("[name=csrf_token]").value;
    editor.plan.onChange((settled) => settled && this.#changed());
    addEventListener("online", () => this.#soon(0));
    addEventListener("pagehide", () => this.#stands || this.theirs || this.#send());
    root.querySelector("[data-take-theirs]").addEventListener("click", () => this.#take(true));
    root.querySelector("[data-take-mine]").addEventListener("click", () => this.#take(false));
  }

  /** What this device kept because the server had not got it. */
  async restore() {
    if (this.#isOvertaken()) return;
    const kept = await readKept("drafts", this.key);
    if (!kept?.drawing) return;
    const { plan, say } = this.editor;
    if (same(read(kept.drawing), plan.state)) {
      await drop("drafts", this.key);
      return;
    }
    if (kept.revision !== this.revision) {
      const current = { revision: this.revision, drawing: write(plan.state), adjacent: this.editor.adjacent };
      plan.change(() => read(kept.drawing));
      this.#clash(current);
      return;
    }
    plan.change(() => read(kept.drawing));
    say.tell("restored");
  }

  /** This page was written before our last save arrived, while the page before it was left: it is asked for again. */
  #isOvertaken() {
    const saved = Number(sessionStorage.getItem(this.key) ?? 0);
    sessionStorage.removeItem(this.key);
    if (saved > this.revision) location.reload();
    return saved > this.revision;
  }

  /** Wait until the server has everything. */
  async settled() {
    clearTimeout(this.#timer);
    if (!this.#stands && !this.theirs) await this.#send();
    return this.#stands;
  }

  #changed() {
    this.#stands = false;
    if (!this.theirs) this.#show("saving", "clock");
    keep("drafts", this.key, { revision: this.revision, drawing: write(this.editor.plan.state) });
    if (!this.theirs) this.#soon(REST_MS);
  }

  #soon(pause) {
    if (this.#stands || this.theirs) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#send(), pause);
  }

  async #send() {
    if (this.#busy) {
      this.#again = true;
      return;
    }
    this.#busy = true;
    this.#again = false;
    const sent = this.editor.plan.state;
    this.#show("saving", "clock");
    const body = JSON.stringify({ revision: this.revision, drawing: write(sent) });
    try {
      const answer = await fetch(this.root.dataset.save, {
        method: "POST",
        headers: { Accept: "application/json", "Content-Type": "application/json", "X-CSRFToken": this.token },
        body,
        keepalive: body.length < MOST_KEPT_ALIVE, // goes on when the page is left
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      await this.#answered(answer, sent);
    } catch {
      this.#show("offline", "alert");
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
      this.#soon(this.#pause);
    } finally {
      this.#busy = false;
    }
    if (this.#again) this.#soon(0);
  }

  async #answered(answer, sent) {
    const body = await answer.json();
    if (answer.status === 409) return this.#clash(body.current);
    if (!answer.ok) return this.#show("refused", "alert", { reason: body.title });
    this.#pause = 1000;
    this.revision = body.revision;
    sessionStorage.setItem(this.key, this.revision);
    this.editor.adjacent = body.adjacent;
    this.editor.refreshPanel();
    if (this.editor.plan.state !== sent) {
      keep("drafts", this.key, { revision: this.revision, drawing: write(this.editor.plan.state) });
      return this.#soon(0);
    }
    return this.#rest();
  }

  #clash(current) {
    if (same(read(current.drawing), this.editor.plan.state)) return this.#agree(current); // an answer got lost, no more
    this.theirs = current;
    const count = (drawing) => drawing.booths.length;
    const values = { theirs: count(current.drawing), mine: this.editor.plan.booths.length };
    const panel = this.root.querySelector("[data-clash]");
    panel.querySelector("[data-clash-words]").textContent = this.editor.say.fill("clash_counts", values);
    panel.hidden = false;
    panel.focus();
    return this.#show("clash", "alert");
  }

  async #agree({ revision, adjacent }) {
    this.revision = revision;
    this.editor.adjacent = adjacent;
    await this.#rest();
  }

  async #rest() {
    this.#stands = true;
    await drop("drafts", this.key);
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.#show("saved", "check", { time });
  }

  #take(theirs) {
    const { plan, say } = this.editor;
    const current = this.theirs;
    this.theirs = null;
    this.revision = current.revision;
    this.root.querySelector("[data-clash]").hidden = true;
    const mine = plan.state;
    plan.change(() => read(current.drawing)); // a step: the other version is one undo away, whichever is taken
    if (!theirs) plan.change(() => mine);
    say.tell(theirs ? "took_theirs" : "took_mine");
    this.#soon(0);
  }

  /** Something else has saved the plan for us. */
  follows(revision) {
    this.revision = revision;
  }

  #show(key, icon, values = {}) {
    const state = this.root.querySelector("[data-state]");
    state.dataset.kind = key;
    state.querySelector("[data-words]").textContent = this.editor.say.fill(key, values);
    for (const shape of state.querySelectorAll("[data-shape]")) shape.hidden = shape.dataset.shape !== icon;
  }
}
