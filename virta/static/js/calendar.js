// A calendar (#calendar, activities/calendar/calendar.html): entries with data-move go to another day by drag and drop; by
// keyboard see calendar-keys.js. A move sends `shift` (days) and `seen` (the version looked at) and gets the calendar anew.
// Listens on document for `calendar:mark` ({day}: show where something would land) and `calendar:move` ({entry, shift}).
const A_DAY = 86_400_000;
const PLACE = "#calendar [data-day]:not(.entry)";
let dragged = null;
let again = ""; // the key of the entry whose button takes the focus once the calendar is drawn anew

const calendar = () => document.getElementById("calendar");
const at = (iso) => new Date(`${iso}T12:00:00Z`).getTime();

function mark(day) {
  calendar().querySelector(".is-target")?.classList.remove("is-target");
  if (day) calendar().querySelector(`[data-day="${day}"]:not(.entry)`)?.classList.add("is-target");
}

function move(entry, shift) {
  again = entry.dataset.key;
  const values = { shift, seen: entry.dataset.seen, next: calendar().dataset.here };
  window.htmx.ajax("POST", entry.dataset.move, { source: calendar(), target: "#calendar", swap: "outerHTML", values });
}

document.addEventListener("calendar:mark", (event) => mark(event.detail.day));
document.addEventListener("calendar:move", (event) => move(event.detail.entry, event.detail.shift));

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".entry[data-move]") || null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", dragged.dataset.title);
});
document.addEventListener("dragover", (event) => {
  const over = dragged && event.target.closest?.(PLACE);
  if (!over) return;
  event.preventDefault();
  if (!over.classList.contains("is-target")) mark(over.dataset.day);
});
document.addEventListener("drop", (event) => {
  const over = dragged && event.target.closest?.(PLACE);
  if (!over) return;
  event.preventDefault();
  const shift = Math.round((at(over.dataset.day) - at(dragged.dataset.day)) / A_DAY);
  if (shift) move(dragged, shift);
});
document.addEventListener("dragend", () => {
  dragged = null;
  mark("");
});

document.body.addEventListener("htmx:afterSettle", () => {
  if (!again) return;
  const entry = calendar()?.querySelector(`.entry[data-key="${CSS.escape(again)}"]`);
  again = "";
  entry?.querySelector(".entry-move").focus();
});
