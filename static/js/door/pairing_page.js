/* The staff's page with a pairing code: counts down, and says when a phone has taken it. */

const box = document.querySelector("[data-pairing]");
const state = box.querySelector("[data-state]");
const ends = Date.now() + box.dataset.seconds * 1000;

function finish(words) {
  state.textContent = words;
  box.querySelector("[data-code]").hidden = true;
  clearInterval(clock);
  clearInterval(question);
}

const clock = setInterval(() => {
  const left = Math.max(0, Math.ceil((ends - Date.now()) / 1000));
  const time = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  state.setAttribute("aria-live", left % 30 ? "off" : "polite"); // read aloud every half minute, not every second
  state.textContent = box.dataset.left.replace("{time}", time);
  if (!left) finish(box.dataset.over);
}, 1000);

const question = setInterval(async () => {
  const answer = await fetch(box.dataset.pairing, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!answer?.ok) return;
  const found = (await answer.json()).state;
  if (found === "taken") finish(box.dataset.taken);
  if (found === "over") finish(box.dataset.over);
}, 2000);
