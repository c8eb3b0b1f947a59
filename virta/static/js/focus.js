// [data-focus]: the point of a picture to keep in view, by pointing at it or with the arrow keys.
// The two number fields beside it are what is sent; without this script they are all there is.
const STEP = 2;
const within = (number) => Math.min(100, Math.max(0, Math.round(number)));

for (const pad of document.querySelectorAll("[data-focus]")) {
  const [left, top] = pad.parentElement.querySelectorAll("input[type=number]");
  const mark = pad.querySelector("circle");
  const { width, height } = pad.querySelector("svg").viewBox.baseVal;
  const now = () => [left.value === "" ? 50 : Number(left.value), top.value === "" ? 50 : Number(top.value)];
  const draw = () => {
    const [x, y] = now();
    mark.setAttribute("cx", (x * width) / 100);
    mark.setAttribute("cy", (y * height) / 100);
  };
  const put = (x, y) => {
    left.value = within(x);
    top.value = within(y);
    draw();
  };
  const point = (event) => {
    const box = pad.querySelector("svg").getBoundingClientRect();
    put(((event.clientX - box.left) / box.width) * 100, ((event.clientY - box.top) / box.height) * 100);
  };
  pad.addEventListener("pointerdown", (event) => {
    pad.setPointerCapture(event.pointerId);
    point(event);
  });
  pad.addEventListener("pointermove", (event) => pad.hasPointerCapture(event.pointerId) && point(event));
  pad.addEventListener("keydown", (event) => {
    const moves = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const [x, y] = now();
    put(x + move[0], y + move[1]);
  });
  left.addEventListener("input", draw);
  top.addEventListener("input", draw);
}
