// The length of each text while it is being written: the server counts, by each network's rules.
const form = document.querySelector("form[data-lengths]");
const said = document.querySelector("#lengths-said");
let waiting, asked = 0;

const show = (html) => {
  const answer = document.createElement("template");
  answer.innerHTML = html;
  for (const old of form.querySelectorAll(".lengths")) old.remove();
  for (const list of answer.content.querySelectorAll("[data-of]")) form.elements[list.dataset.of]?.after(list);
  // Only what is too long is said aloud, and once: numbers at each key would drown the words.
  const words = [...form.querySelectorAll("[data-too-long]")].map((one) => one.textContent).join(" ");
  if (said.textContent !== words) said.textContent = words;
};

const ask = async () => {
  const mine = ++asked;
  const body = new FormData(form);
  for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
  try {
    const answer = await fetch(form.dataset.lengths, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (answer.ok && mine === asked) show(await answer.text());
  } catch {
    // Without a connection the lengths stay as they were; saving says what is wrong.
  }
};

if (form) {
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // A text that is too long becomes a thread: in the channel's own text where the form has one.
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-thread]");
    if (!button) return;
    const field = form.elements[button.dataset.into] ?? form.elements.text;
    field.value = button.dataset.thread;
    field.closest("details")?.setAttribute("open", "");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
  ask();
}
