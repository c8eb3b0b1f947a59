// Moving an entry of a calendar by keyboard: its button picks it up, the arrow keys choose the day, the button again puts it
// down, Escape leaves it. The words stand on #calendar: data-picked, data-over, data-left; #calendar-said says them.
const ARROWS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const SHOWN = { weekday: "long", day: "numeric", month: "numeric", year: "numeric", timeZone: "UTC" };
let picked = null; // { entry, shift } while an entry is being moved

const calendar = () => document.getElementById("calendar");
const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

function shifted(day, shift) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + shift);
  return date;
}

function say(words, entry, date) {
  const day = date ? date.toLocaleDateString(document.documentElement.lang, SHOWN) : "";
  const sentence = calendar().dataset[words].replace("{title}", entry.dataset.title).replace("{day}", day);
  document.getElementById("calendar-said").textContent = sentence;
}

function show(entry, on) {
  entry.classList.toggle("is-picked", on);
  entry.querySelector(".entry-move").setAttribute("aria-pressed", String(on));
  tell("calendar:mark", { day: on ? entry.dataset.day : "" });
  picked = on ? { entry, shift: 0 } : null;
}

function leave() {
  const { entry } = picked;
  show(entry, false);
  say("left", entry);
}

document.addEventListener("click", (event) => {
  const entry = event.target.closest(".entry-move")?.closest(".entry");
  if (!entry) return;
  const { entry: before, shift } = picked || {};
  if (before && (before !== entry || !shift)) leave();
  if (before === entry && shift) {
    show(entry, false);
    tell("calendar:move", { entry, shift });
  } else if (before !== entry) {
    show(entry, true);
    say("picked", entry);
  }
});

document.addEventListener("keydown", (event) => {
  if (!picked) return;
  if (event.key === "Escape") return leave();
  if (!(event.key in ARROWS)) return;
  event.preventDefault();
  picked.shift += ARROWS[event.key];
  const date = shifted(picked.entry.dataset.day, picked.shift);
  tell("calendar:mark", { day: date.toISOString().slice(0, 10) });
  say("over", picked.entry, date);
});
