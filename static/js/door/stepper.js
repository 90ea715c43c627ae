/* A number with a large − and +: how many people come. */

/** `box` holds an input between [data-less] and [data-more]; `onChange()` when somebody changed it. */
export function makeStepper(box, onChange = () => {}) {
  const field = box.querySelector("input");
  const keys = { less: box.querySelector("[data-less]"), more: box.querySelector("[data-more]") };
  let most = Infinity;

  const within = (number) => Math.min(most, Math.max(1, Math.round(number) || 1));
  const value = () => within(Number(field.value));

  function set(number, limit = most) {
    most = limit;
    field.value = within(number);
    dim();
  }

  function dim() {
    keys.less.disabled = value() <= 1;
    keys.more.disabled = value() >= most;
  }

  function step(by) {
    set(value() + by);
    onChange();
  }

  keys.less.addEventListener("click", () => step(-1));
  keys.more.addEventListener("click", () => step(1));
  field.addEventListener("input", () => {
    dim();
    onChange();
  });
  field.addEventListener("change", () => set(value()));
  return { value, set };
}
