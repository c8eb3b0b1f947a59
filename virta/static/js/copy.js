// data-copy="id": copies the value or text of that element and says so.
const SHOWN = 2000;

async function copy(button) {
  const source = document.getElementById(button.dataset.copy);
  const text = "value" in source ? source.value : source.textContent.trim();
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard outside https and localhost: mark the text, so that Ctrl C copies it.
    source.select?.();
    return;
  }
  const words = button.querySelector("span") ?? button;
  const before = words.textContent;
  words.textContent = button.dataset.done;
  button.disabled = true;
  setTimeout(() => {
    words.textContent = before;
    button.disabled = false;
    button.focus();
  }, SHOWN);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy]");
  if (button) copy(button);
});
