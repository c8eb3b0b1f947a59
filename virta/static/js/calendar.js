// A calendar (#calendar, activities/calendar/calendar.html): entries with data-move go to another day by drag and drop, or by
// their button and the arrow keys. Both send `shift` (days) and `seen` (the version looked at) and get the calendar anew.
// #calendar carries the words: data-picked, data-over and data-left with {title} and {day}; #calendar-said says them.
const A_DAY = 86_400_000;
const ARROWS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
let picked = null; // { entry, shift } while an entry is being moved by keyboard
let dragged = null;
let again = ""; // the key of the entry whose button takes the focus once the calendar is drawn anew

const calendar = () => document.getElementById("calendar");
const day = (iso) => new Date(`${iso}T12:00:00Z`);
const iso = (date) => date.toISOString().slice(0, 10);
const moved = (from, shift) => iso(new Date(day(from).getTime() + shift * A_DAY));
const cell = (date) => calendar().querySelector(`[data-day="${date}"]:not(.entry)`);
const title = (entry) => entry.dataset.title;

function say(words, entry, date) {
  const named = date && (cell(date)?.dataset.name || day(date).toLocaleDateString(document.documentElement.lang, { weekday: "long", day: "numeric", month: "numeric", year: "numeric", timeZone: "UTC" }));
  document.getElementById("calendar-said").textContent = calendar().dataset[words].replace("{title}", title(entry)).replace("{day}", named || "");
}

function mark(date) {
  calendar().querySelector(".is-target")?.classList.remove("is-target");
  if (date) cell(date)?.classList.add("is-target");
}

function send(entry, shift) {
  again = entry.dataset.key;
  window.htmx.ajax("POST", entry.dataset.move, {
    source: calendar(),
    target: "#calendar",
    swap: "outerHTML",
    values: { shift, seen: entry.dataset.seen, next: calendar().dataset.here },
  });
}

function let_go(words) {
  if (!picked) return;
  const { entry } = picked;
  entry.classList.remove("is-picked");
  entry.querySelector(".entry-move").setAttribute("aria-pressed", "false");
  mark("");
  if (words) say(words, entry);
  picked = null;
}

function pick(entry) {
  let_go();
  picked = { entry, shift: 0 };
  entry.classList.add("is-picked");
  entry.querySelector(".entry-move").setAttribute("aria-pressed", "true");
  mark(entry.dataset.day);
  say("picked", entry);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest(".entry-move");
  if (!button) return;
  const entry = button.closest(".entry");
  if (picked?.entry !== entry) return pick(entry);
  const { shift } = picked;
  let_go(shift ? "" : "left");
  if (shift) send(entry, shift);
});

document.addEventListener("keydown", (event) => {
  if (!picked) return;
  if (event.key === "Escape") let_go("left");
  if (!(event.key in ARROWS)) return;
  event.preventDefault();
  picked.shift += ARROWS[event.key];
  const target = moved(picked.entry.dataset.day, picked.shift);
  mark(target);
  say("over", picked.entry, target);
});

// Whoever goes elsewhere with the focus has let go.
document.addEventListener("focusout", (event) => {
  if (picked && event.relatedTarget && event.target.closest(".entry") === picked.entry) let_go("left");
});

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".entry[data-move]") || null;
  if (!dragged) return;
  event.dataTransfer.effectAllowed = "move";
  event.dataTransfer.setData("text/plain", title(dragged));
});
document.addEventListener("dragover", (event) => {
  const over = dragged && event.target.closest?.("#calendar [data-day]:not(.entry)");
  if (!over) return;
  event.preventDefault();
  if (!over.classList.contains("is-target")) mark(over.dataset.day);
});
document.addEventListener("drop", (event) => {
  const over = dragged && event.target.closest?.("#calendar [data-day]:not(.entry)");
  if (!over) return;
  event.preventDefault();
  const shift = Math.round((day(over.dataset.day) - day(dragged.dataset.day)) / A_DAY);
  if (shift) send(dragged, shift);
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
