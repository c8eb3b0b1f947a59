// Keys in the responsibility matrix: arrows move, R, A, C and I set a part, Delete takes it away.
// Without this file every cell is a link to a plain form.
import { put } from "./raci-put.js";

const table = document.querySelector("[data-raci]");

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
