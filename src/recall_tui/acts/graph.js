"use strict";
// Pan by dragging or the arrow keys, zoom by the wheel, + and -; hover or click shows a note's neighbours; 0 shows all.
const svg = document.querySelector("svg"), box = svg.viewBox.baseVal;
const whole = { x: box.x, y: box.y, width: box.width, height: box.height };
const notes = [...svg.querySelectorAll(".note")], labels = new Map(), lines = new Map(), near = new Map();
const input = document.querySelector("input"), count = document.querySelector("#count");
const told = document.querySelector("#told"), name = document.querySelector("#name");
let found = [], at = -1, kept = null;

const list = (map, key) => { if (!map.has(key)) map.set(key, []); return map.get(key); };
for (const label of svg.querySelectorAll("text[data-n]")) labels.set(label.dataset.n, label);
for (const line of svg.querySelectorAll("[data-of]")) {
  const ends = line.dataset.of.split(" ");
  for (const end of ends) {
    list(lines, end).push(line);
    list(near, end).push(...ends.filter((other) => other !== end));
  }
}

function zoom() {
  const level = Math.max(1, whole.width / box.width);
  for (const label of labels.values()) {
    const from = +label.dataset.z;
    label.style.display = level >= from ? "" : "none";
    label.style.fontSize = `${+label.getAttribute("font-size") * Math.min(1, from / level)}px`;
  }
}

function scale(factor, x, y) {
  const width = Math.min(whole.width * 1.5, Math.max(whole.width / 200, box.width / factor));
  const ratio = width / box.width;
  box.x = x - (x - box.x) * ratio;
  box.y = y - (y - box.y) * ratio;
  box.width = width;
  box.height *= ratio;
  zoom();
}

function place(event) {
  const point = new DOMPoint(event.clientX, event.clientY);
  return point.matrixTransform(svg.getScreenCTM().inverse());
}

function look(note) {
  svg.querySelectorAll(".near").forEach((each) => each.classList.remove("near"));
  svg.classList.toggle("looking", note !== null);
  name.textContent = note ? note.querySelector("title").textContent : "";
  told.hidden = note !== null;
  if (!note) return zoom();
  const number = note.dataset.n;
  for (const each of [number, ...(near.get(number) || [])]) {
    notes[each].classList.add("near");
    const label = labels.get(each);
    if (label) { label.classList.add("near"); label.style.display = ""; }
  }
  for (const line of lines.get(number) || []) line.classList.add("near");
}

function go(note) {
  const width = Math.min(box.width, whole.width / 4);
  scale(box.width / width, box.x, box.y);
  box.x = note.cx.baseVal.value - box.width / 2;
  box.y = note.cy.baseVal.value - box.height / 2;
  kept = note;
  look(note);
}

function find() {
  const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
  const says = (note) => words.every((word) => note.textContent.toLowerCase().includes(word));
  found = words.length ? notes.filter(says) : [];
  at = -1;
  notes.forEach((note) => note.classList.toggle("found", found.includes(note)));
  count.textContent = words.length ? `${found.length} found` + (found.length ? ", Enter goes there" : "") : "";
}

input.addEventListener("input", find);
document.querySelector("form").addEventListener("submit", (event) => {
  event.preventDefault();
  if (found.length) go(found[(at = (at + 1) % found.length)]);
});
svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  const { x, y } = place(event);
  scale(Math.exp(-event.deltaY / 400), x, y);
}, { passive: false });
svg.addEventListener("pointerdown", (event) => {
  const begin = place(event);
  let moved = false;
  svg.setPointerCapture(event.pointerId);
  svg.onpointermove = (move) => {
    const now = place(move);
    moved ||= Math.hypot(move.clientX - event.clientX, move.clientY - event.clientY) > 4;
    svg.classList.toggle("held", moved);
    if (moved) { box.x += begin.x - now.x; box.y += begin.y - now.y; }
  };
  svg.onpointerup = svg.onpointercancel = () => {
    svg.onpointermove = svg.onpointerup = svg.onpointercancel = null;
    svg.classList.remove("held");
    if (!moved) { kept = event.target.closest(".note"); look(kept); }
  };
});
svg.addEventListener("pointerover", (event) => { if (!kept && event.target.matches(".note")) look(event.target); });
svg.addEventListener("pointerout", (event) => { if (!kept && event.target.matches(".note")) look(null); });
addEventListener("keydown", (event) => {
  const middle = [box.x + box.width / 2, box.y + box.height / 2], step = box.width / 10;
  const ways = { ArrowLeft: [-step, 0], ArrowRight: [step, 0], ArrowUp: [0, -step], ArrowDown: [0, step] };
  if (event.key === "Escape") { input.value = ""; kept = null; find(); look(null); input.blur(); }
  else if (document.activeElement === input) return;
  else if (event.key === "/") { event.preventDefault(); input.focus(); }
  else if (event.key === "+" || event.key === "=") scale(1.3, ...middle);
  else if (event.key === "-") scale(1 / 1.3, ...middle);
  else if (event.key === "0") { Object.assign(box, whole); zoom(); }
  else if (ways[event.key]) { box.x += ways[event.key][0]; box.y += ways[event.key][1]; }
});
zoom();
