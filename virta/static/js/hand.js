// Hands the pictures of a post to the phone's own share sheet, where it takes files. They are
// fetched beforehand: the sheet opens only right after a touch.
const button = document.querySelector("[data-share]");
const links = [...document.querySelectorAll("[data-file]")];

const fetched = async (link) => {
  const answer = await fetch(link.href);
  if (!answer.ok) throw new Error(answer.statusText);
  const name = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? "media";
  const content = await answer.blob();
  return new File([content], name, { type: content.type });
};

if (button && navigator.canShare) {
  Promise.all(links.map(fetched))
    .then((files) => {
      if (!navigator.canShare({ files })) return;
      button.hidden = false;
      button.addEventListener("click", async () => {
        const text = document.getElementById(button.dataset.share)?.textContent ?? "";
        try {
          await navigator.share({ files, text });
        } catch {
          // Closed without sharing: the buttons for saving are still there.
        }
      });
    })
    .catch(() => {
      // Without the files the buttons for saving stay.
    });
}
