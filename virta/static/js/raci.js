// Keys in the responsibility matrix: arrows move, R, A, C and I set a part, Delete takes it away.
// Without this file every cell is a link to a plain form.
const table = document.querySelector("[data-raci]");
const says = document.querySelector("[data-raci-says]");

function cellsOf(row) {
  return [...row.querySelectorAll(".raci-cell")];
}

function rowsOf() {
  return [...table.querySelectorAll("tr[data-place]")];
}

function move(cell, down, right) {
  const row = cell.closest("tr");
  const rows = rowsOf();
  const nextRow = rows[rows.indexOf(row) + down];
  const next = nextRow && cellsOf(nextRow)[cellsOf(row).indexOf(cell) + right];
  if (next) next.focus();
}

async function put(cell, part) {
  const row = cell.closest("tr");
  const place = row.dataset.place;
  const person = cell.dataset.person;
  const token = JSON.parse(document.body.getAttribute("hx-headers"))["x-csrftoken"];
  const body = new URLSearchParams({ place, person, part, columns: table.dataset.columns });
  const answer = await fetch(table.dataset.url, {
    method: "POST",
    body,
    headers: { "x-csrftoken": token, "HX-Request": "true" },
  });
  const text = await answer.text();
  if (!answer.ok) {
    const found = new DOMParser().parseFromString(text, "text/html").body.textContent.trim();
    tell(found || `${answer.status}`, true);
    return;
  }
  const made = document.createElement("tbody");
  made.innerHTML = text;
  const fresh = made.querySelector("tr");
  row.replaceWith(fresh);
  const now = fresh.querySelector(`[data-person="${person}"]`);
  now.focus();
  tell(now.getAttribute("aria-label"), false);
}

function tell(text, heed) {
  says.textContent = text;
  says.className = heed ? "notice notice-heed" : "visually-hidden";
}

const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function press(event) {
  const cell = event.target.closest?.(".raci-cell");
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  const part = event.key.toUpperCase();
  if (MOVES[event.key]) {
    event.preventDefault();
    move(cell, ...MOVES[event.key]);
  } else if (["R", "A", "C", "I"].includes(part)) {
    event.preventDefault();
    put(cell, part);
  } else if (event.key === "Delete" || event.key === "Backspace") {
    event.preventDefault();
    put(cell, "");
  }
}

if (table) table.addEventListener("keydown", press);
