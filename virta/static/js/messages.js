// Messages can be put away; a summary of a form's trouble takes the focus when the page opens with it.
document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss]")?.closest(".notice").remove();
});
document.querySelector("[data-focus]")?.focus();
document.body.addEventListener("htmx:afterSwap", (event) => {
  event.target.querySelector?.("[data-focus]")?.focus();
});

// A problem told by htmx lands above what one was looking at.
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.target.id === "message") event.target.scrollIntoView({ block: "nearest" });
});
