// Puts a snippet where the cursor was last, in whichever of the form's texts that was.
let last = document.querySelector("#id_text");
document.addEventListener("focusin", (event) => {
  if (event.target.matches("form.form textarea")) last = event.target;
});
for (const button of document.querySelectorAll("[data-snippet]")) {
  button.addEventListener("click", () => {
    if (!last) return;
    last.setRangeText(button.dataset.snippet, last.selectionStart, last.selectionEnd, "end");
    last.dispatchEvent(new Event("input", { bubbles: true }));
    last.focus();
  });
}
