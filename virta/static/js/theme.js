// The colour theme: follows the system unless a choice is stored in the cookie, which the server reads.
const YEAR = 60 * 60 * 24 * 365;

function choose(theme) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  const age = theme ? YEAR : 0;
  document.cookie = `theme=${theme}; path=/; max-age=${age}; samesite=lax${secure}`;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
  for (const button of document.querySelectorAll("[data-theme-switch] button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-switch] button");
  if (button) choose(button.value);
});
