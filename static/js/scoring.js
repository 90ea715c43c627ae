/* The form of a review: its words as pairs of name and value, its score, and what it lacks. For review.js. */

const NOT_KEPT = ["csrf_token", "revision"];

export const entries = (one) => [...new FormData(one)].filter(([name, value]) => typeof value === "string" && !NOT_KEPT.includes(name) && value !== "");
const plain = (given) => JSON.stringify(given.map(([name, value]) => [name, value.replaceAll("\r\n", "\n").trim()]).filter(([, value]) => value).sort());
export const same = (one, other) => plain(one) === plain(other);

export function put(one, kept) {
  for (const control of one.elements) {
    if (!control.name || NOT_KEPT.includes(control.name) || control.tagName === "BUTTON") continue;
    const values = kept.filter(([name]) => name === control.name).map(([, value]) => value);
    if (control.type === "radio" || control.type === "checkbox") control.checked = values.includes(control.value);
    else {
      control.value = values[0] ?? "";
      if (control.value) control.closest("details")?.setAttribute("open", "");
    }
  }
}

/** What was sent, in the words of what is stored. */
export const stored = (found) => [
  ...Object.entries(found.scores).map(([name, score]) => [name, String(score)]),
  ...["remark", "note"].filter((name) => found[name]).map((name) => [name, found[name]]),
  ...(found.discuss ? [["discuss", "y"]] : []),
];

/** A review in words: the scores by their criteria, what was written. */
export function inWords(given) {
  const named = given.map(([name, value]) => {
    const criterion = document.getElementById(name);
    if (criterion?.matches(".crit")) return `${criterion.querySelector("legend").firstChild.textContent.trim()}: ${value}`;
    return name === "discuss" ? "" : value;
  });
  return named.filter(Boolean).join("\n");
}

/** What the server's page has in its form. */
export function shown(form) {
  const given = Object.fromEntries(entries(form));
  const scores = Object.fromEntries(Object.entries(given).filter(([name]) => name.startsWith("score-")));
  return { scores, remark: given.remark ?? "", note: given.note ?? "", discuss: Boolean(given.discuss) };
}

/** The weighted share of what was scored so far, 0 to 100 with one decimal, reckoned in whole numbers. */
export function total(root) {
  const place = root.querySelector("[data-points]");
  if (!place) return;
  const scored = criteria(root).map((one) => [Number(one.dataset.weight), Number(one.dataset.best), Number(one.querySelector(":checked")?.value ?? 0)]).filter(([weight, , score]) => weight && score);
  const common = scored.reduce((product, [, best]) => (product % best ? product * best : product), 1);
  const reached = scored.reduce((sum, [weight, best, score]) => sum + weight * score * (common / best), 0);
  const whole = scored.reduce((sum, [weight]) => sum + weight, 0) * common;
  const tenths = whole ? Math.floor((2000 * reached + whole) / (2 * whole)) : 0;
  place.textContent = whole ? (tenths / 10).toLocaleString(document.documentElement.lang, { minimumFractionDigits: 1 }) : "–";
}

export const criteria = (root) => [...root.querySelectorAll(".crit")];

function point(control, words) {
  const fault = document.createElement("p");
  fault.className = "error";
  fault.dataset.fault = "";
  fault.id = `${control.id}-error`;
  fault.append(Object.assign(document.createElement("span"), { textContent: words }));
  control.setAttribute("aria-invalid", "true");
  const hint = document.getElementById(`${control.id}-hint`);
  control.setAttribute("aria-describedby", hint ? `${hint.id} ${fault.id}` : fault.id);
  if (control.matches("fieldset")) control.querySelector(".seg").before(fault);
  else control.before(fault);
}

/** What was wrong here is being mended: it is checked again when the review is sent. */
export function forgive(control) {
  if (!control.hasAttribute("aria-invalid")) return;
  control.removeAttribute("aria-invalid");
  (control.matches("fieldset") ? control : control.parentElement).querySelector(".error")?.remove();
}

function clearFaults(root) {
  root.querySelector("[data-faults]").replaceChildren();
  for (const fault of root.querySelectorAll(".error")) fault.remove();
  for (const control of root.querySelectorAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
}

/** What the server would refuse, told without it; whether nothing was found. */
export function isWhole(root) {
  clearFaults(root);
  const one = root.querySelector("form[data-review]");
  const lacking = criteria(root).filter((criterion) => Number(criterion.dataset.weight) && !criterion.querySelector(":checked"));
  for (const criterion of lacking) point(criterion, root.dataset.scoreWords);
  const remark = one.elements.remark;
  const lacksRemark = one.dataset.remarkRequired !== undefined && !remark.value.trim();
  if (lacksRemark) point(remark, root.dataset.remarkWords);
  const first = lacking[0] ?? (lacksRemark ? remark : null);
  first?.scrollIntoView({ block: "center" });
  (first?.querySelector?.("input") ?? first)?.focus({ preventScroll: true });
  return !first;
}
