/* The example of a number follows what is typed, as documents/rules.py makes it; the form works without. */

const form = document.querySelector("[data-number-example]");

function example() {
  const values = {
    class: document.getElementById(form.dataset.class).value.trim(),
    number: "021",
    office: form.elements.office.value.trim(),
    month: form.dataset.month,
    year: form.dataset.year,
  };
  const whole = form.elements.pattern.value.replace(/\{([^{}]*)\}/g, (part, name) => values[name] ?? part);
  return whole.replace(/([/.-])[/.-]+/g, "$1").replace(/^[/. -]+|[/. -]+$/g, "");
}

form?.addEventListener("input", () => {
  form.querySelector("output").value = example();
});
