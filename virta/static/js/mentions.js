// Keys of the mentions, as people expect them: J and K move, Enter and O open, E handles, X marks, T tags, A gives, ? helps.
// It also unfolds what is folded only for narrow screens, and counts the marked. Without this file everything is a button.
const list = document.querySelector("[data-mentions]");
const rows = list ? [...list.querySelectorAll(".mention-row")] : [];
const wide = matchMedia("(min-width: 60rem)");
let at = rows.findIndex((row) => `#${row.querySelector("h2 a").id}` === location.hash);

for (const fold of document.querySelectorAll("details[data-wide]")) if (wide.matches) fold.open = true;

function go(step) {
  if (!list) return document.querySelector(step > 0 ? "[rel=next]" : "[rel=prev]")?.click();
  at = Math.min(Math.max(at + step, 0), rows.length - 1);
  rows[at]?.querySelector("h2 a").focus();
  rows[at]?.scrollIntoView({ block: "nearest" });
}

function tick(on) {
  const box = rows[at]?.querySelector("[name=mention]");
  if (!box) return false;
  box.checked = on ?? !box.checked;
  count();
  return true;
}

function count() {
  const badge = document.querySelector("[data-marked]");
  if (!badge) return;
  badge.textContent = rows.filter((row) => row.querySelector("[name=mention]")?.checked).length;
  badge.hidden = badge.textContent === "0";
}

function choose(id) {
  const field = document.getElementById(`bulk-${id}`) || document.getElementById(id === "tag" ? "put-tag" : "give-person");
  if (!field || (rows.length && !tick(true))) return;
  const fold = field.closest("details");
  if (fold) fold.open = true;
  field.focus();
}

const KEYS = {
  j: () => go(1),
  k: () => go(-1),
  o: () => rows[at]?.querySelector("h2 a").click(),
  x: () => tick(),
  e: () => (rows[at] || document).querySelector("[data-handle]")?.click(),
  t: () => choose("tag"),
  a: () => choose("person"),
  "?": () => document.getElementById("keys")?.toggleAttribute("open"),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea")) return;
  const key = KEYS[event.key.toLowerCase()];
  if (!key || (event.key.toLowerCase() === "e" && rows.length && at < 0)) return;
  event.preventDefault();
  key();
});
list?.addEventListener("change", count);
list?.addEventListener("focusin", (event) => { at = rows.indexOf(event.target.closest(".mention-row")); });
