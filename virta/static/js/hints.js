// Hints while a form is being written: the server reads what stands there and answers in words.
for (const form of document.querySelectorAll("form[data-hints]")) {
  const place = document.querySelector("#hints");
  let waiting;
  const ask = async () => {
    const answer = await fetch(form.dataset.hints, { method: "POST", body: new FormData(form), headers: { "HX-Request": "true" } });
    if (answer.ok) place.innerHTML = await answer.text();
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 400);
  };
  form.addEventListener("input", later);
  form.addEventListener("change", later);
  later();
}
