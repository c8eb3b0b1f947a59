// Keeps what is being typed: on the server two seconds after the last letter, and in this browser
// while the server cannot be reached. The browser's copy goes as soon as the server has it.
for (const form of document.querySelectorAll("form[data-unsaved]")) {
  const place = document.querySelector("[data-unsaved-state]");
  const name = `unsaved:${location.pathname}`;
  let waiting, asking;
  const say = (what) => {
    if (place && place.textContent !== place.dataset[what]) place.textContent = place.dataset[what];
  };
  const keepHere = (data) => {
    data.delete("csrfmiddlewaretoken");
    try {
      localStorage.setItem(name, JSON.stringify([...data]));
      say("here");
    } catch {} // Storage is full or not allowed: the form itself still holds the text.
  };
  const keep = async () => {
    waiting = undefined;
    asking = new AbortController();
    const data = new FormData(form);
    for (const [field, value] of [...data]) if (value instanceof File) data.delete(field);
    data.set("unsaved_kind", form.dataset.unsavedKind);
    data.set("unsaved_key", form.dataset.unsavedKey);
    try {
      const sent = { method: "POST", body: data, redirect: "error", signal: asking.signal };
      const answer = await fetch(form.dataset.unsaved, sent);
      if (!answer.ok && answer.status !== 413) return keepHere(data);
      localStorage.removeItem(name);
      say(answer.ok ? "kept" : "long");
    } catch (trouble) {
      if (trouble.name !== "AbortError") keepHere(data);
    }
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 2000);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  // What is being saved needs no copy: one that arrived later would be offered as unsaved.
  form.addEventListener("submit", () => {
    clearTimeout(waiting);
    waiting = undefined;
    asking?.abort();
  });
  document.addEventListener("visibilitychange", () => document.hidden && waiting && keep());
  const found = JSON.parse(localStorage.getItem(name) ?? "[]");
  for (const field of found.length ? form.elements : []) {
    if (!field.name || field.name === "csrfmiddlewaretoken" || field.type === "file") continue;
    const mine = found.filter(([one]) => one === field.name).map(([, value]) => value);
    if (["checkbox", "radio"].includes(field.type)) field.checked = mine.includes(field.value);
    else if (mine.length) field.value = mine[0];
  }
  if (found.length) keep().then(() => say("found"));
}
