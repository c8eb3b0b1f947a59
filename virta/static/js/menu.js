// Menus are <details>; this closes them when one looks elsewhere, and by Escape.
function closeOthers(kept) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) {
    if (!menu.contains(kept)) menu.open = false;
  }
}

document.addEventListener("pointerdown", (event) => closeOthers(event.target));
document.addEventListener("focusin", (event) => closeOthers(event.target));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details[data-menu][open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// A bar of links that is wider than the screen starts where one is.
for (const here of document.querySelectorAll(".sub-nav [aria-current], .tabs [aria-current]")) {
  const bar = here.closest("ul").scrollWidth > here.closest("ul").clientWidth ? here.closest("ul") : here.closest("nav");
  const middle = (box) => box.getBoundingClientRect().left + box.clientWidth / 2;
  bar.scrollLeft += middle(here) - middle(bar);
}
