// data-split="100": number fields (and their sliders) that sum to a whole, with what remains said live.
// Each row: an input[type=number]; beside it, if wanted, an input[type=range][data-for=id of the number].
// The sum: [data-split-rest] with data-left="{n} …", data-done="…", data-over="{n} …".
const numbers = (form) => [...form.querySelectorAll("input[type=number]")];
const value = (input) => (input.value === "" ? 0 : Number(input.value.replace(",", ".")) || 0);

function tell(form) {
  const rest = Number(form.dataset.split) - numbers(form).reduce((sum, each) => sum + value(each), 0);
  const place = form.querySelector("[data-split-rest]");
  const state = rest > 0 ? "left" : rest < 0 ? "over" : "done";
  place.parentElement.dataset.state = state;
  const shown = Math.round(Math.abs(rest) * 10) / 10;
  place.textContent = place.dataset[state].replace("{n}", shown.toLocaleString(document.documentElement.lang));
}

function follow(form, changed) {
  if (changed.type === "range") {
    const number = document.getElementById(changed.dataset.for);
    number.value = changed.value;
  } else {
    const slider = form.querySelector(`input[type=range][data-for="${changed.id}"]`);
    if (slider) slider.value = value(changed);
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-split]");
  if (!form) return;
  follow(form, event.target);
  tell(form);
});

for (const form of document.querySelectorAll("[data-split]")) {
  for (const number of numbers(form)) follow(form, number);
  tell(form);
}
