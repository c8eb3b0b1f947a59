// After a tap on a level the next statement comes to meet the thumb. Keys leave the page where it
// is: with the arrows one goes through the levels, and each of them would be a choice.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const PAUSE = 260; // long enough to see what was chosen

for (const statement of document.querySelectorAll(".statement")) {
  let tapped = false;
  statement.addEventListener("pointerup", () => {
    tapped = true;
    setTimeout(() => (tapped = false), 500);
  });
  statement.addEventListener("change", () => {
    const next = statement.nextElementSibling;
    if (!tapped || !next || statement.dataset.answered) return;
    statement.dataset.answered = "yes";
    setTimeout(() => next.scrollIntoView({ behavior: still.matches ? "auto" : "smooth", block: "start" }), PAUSE);
  });
  if (statement.querySelector(":checked")) statement.dataset.answered = "yes";
}
