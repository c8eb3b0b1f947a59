// Keys on the card of a post that waits for one's yes, while the card has the focus: A approves, R opens the reason,
// J and K go on and back. In a field they are letters.
const card = document.querySelector("[data-approve]");
const TYPING = "input, textarea, select";

function sendBack() {
  const reason = card.querySelector("details");
  reason.open = true;
  reason.querySelector("textarea").focus();
}

function go(address) {
  if (address) location.assign(address);
}

const KEYS = {
  a: () => card.querySelector(".proof-yes").click(),
  r: sendBack,
  j: () => go(card.dataset.later),
  k: () => go(card.dataset.before),
};

card.focus({ preventScroll: true });
card.addEventListener("keydown", (event) => {
  if (event.target.matches(TYPING) || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const act = KEYS[event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
card.querySelector("details").addEventListener("toggle", (event) => {
  if (event.target.open) event.target.querySelector("textarea").focus();
});
