// Sends one cell of the responsibility matrix and puts the answered row in its place.
const table = document.querySelector("[data-raci]");
const says = document.querySelector("[data-raci-says]");

export async function put(cell, part) {
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
