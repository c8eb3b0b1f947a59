// data-drop on a label around a file input: files can be dropped on it, and it says which was chosen.
function name(zone) {
  const files = [...zone.querySelector("input[type=file]").files];
  const place = zone.querySelector("[data-drop-name]");
  if (place && files.length) place.textContent = files.map((file) => file.name).join(", ");
}

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  zone.addEventListener("dragover", (event) => {
    event.preventDefault();
    zone.dataset.over = "";
  });
  zone.addEventListener("dragleave", () => delete zone.dataset.over);
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    delete zone.dataset.over;
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  input.addEventListener("change", () => name(zone));
}
