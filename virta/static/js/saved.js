// Says "Saving…", "Saved" or what to do, as htmx sends what was answered.
const places = () => document.querySelectorAll("[data-saved]");

function say(state) {
  for (const place of places()) {
    place.dataset.state = state;
    place.textContent = place.dataset[state];
  }
}

if (places().length) {
  const body = document.body;
  const writes = (event) => event.detail.requestConfig?.verb !== "get";
  body.addEventListener("htmx:beforeRequest", (event) => writes(event) && say("saving"));
  body.addEventListener("htmx:afterRequest", (event) => {
    if (writes(event)) say(event.detail.successful ? "done" : "trouble");
  });
}
