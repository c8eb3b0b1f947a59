// Find a page: Ctrl K or ⌘K opens it, typing narrows the list, arrows and Enter go.
const palette = document.querySelector("[data-palette]");

if (palette) {
  const input = palette.querySelector("[data-palette-input]");
  const items = [...palette.querySelectorAll("[data-palette-list] > li")];
  const objects = palette.querySelector("[data-palette-objects]");
  const none = palette.querySelector("[data-palette-none]");
  const shown = () =>
    [...items.filter((item) => !item.hidden), ...objects.children].map((item) => item.firstElementChild);

  const narrow = () => {
    const words = input.value.toLocaleLowerCase().split(/\s+/);
    for (const item of items) {
      const text = item.textContent.toLocaleLowerCase();
      item.hidden = !words.every((word) => text.includes(word));
    }
    none.hidden = shown().length > 0;
  };
  const open = () => {
    if (palette.open) return;
    input.value = "";
    objects.replaceChildren();
    narrow();
    palette.showModal();
    input.focus();
  };
  const step = (by) => {
    const stops = [input, ...shown()];
    const at = stops.indexOf(document.activeElement);
    stops[(at + by + stops.length) % stops.length].focus();
  };

  input.addEventListener("input", narrow);
  objects.addEventListener("htmx:afterSwap", narrow);
  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      event.preventDefault();
      open();
    }
  });
  palette.addEventListener("keydown", (event) => {
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && document.activeElement === input) {
      event.preventDefault();
      shown()[0]?.click();
    }
  });
  palette.addEventListener("click", (event) => event.target === palette && palette.close());
  document.addEventListener("click", (event) => event.target.closest("[data-palette-open]") && open());
}
