// Keyboard, theme, size; then the first picture.
let step = -1;
/** The next body, best joined first: the whole network can be walked without a mouse. */
function walk(by) {
  const order = byDegree.filter((body) => shownBodies.has(body.id));
  if (!order.length) return;
  const at = state.selected !== null && state.selected.kind === "body" ? order.findIndex((body) => body.id === state.selected.id) : step;
  step = (at + by + order.length) % order.length;
  selectBody(order[step].id, { centre: true });
}
box.addEventListener("keydown", (event) => {
  const move = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (move) pan(...move);
  else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") fit();
  else if (event.key === "n") walk(1);
  else if (event.key === "p") walk(-1);
  else if (event.key === "Enter" && state.selected !== null) $("card").focus();
  else if (event.key === "Escape") select(null);
  else return;
  event.preventDefault();
});
$("zoom-in").addEventListener("click", () => zoom(1.25));
$("zoom-out").addEventListener("click", () => zoom(0.8));
$("fit").addEventListener("click", fit);
$("card").addEventListener("keydown", (event) => { if (event.key === "Escape") { select(null); box.focus(); } });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); repaint(); showGroups(); });
let width = box.clientWidth;
new ResizeObserver(() => {
  if (box.clientWidth && Math.abs(box.clientWidth - width) > 40) { width = box.clientWidth; network.setSize("100%", "100%"); fit(); }
}).observe(box);

/** For tests and for pages that embed this one: choose by key or IRI, and see what is shown. */
window.sseGraph = {
  get labels() { return labels.map((label) => label.area); },
  selectNode: (key) => selectBody(byKey(key).id, { centre: true }),
  selectEdge: (subject, predicate, object) => selectFact(facts.find((fact) => fact.predicate === predicate
    && bodies[fact.from].key === subject && bodies[fact.to].key === object).id),
  pointOf: (key) => network.canvasToDOM(place.get(byKey(key).id)),
  scale: () => network.getScale(), gliding: () => gliding, csv, svg, fit, unfold, pan,
  shown: () => ({ nodes: shownBodies.size, edges: shownFacts.size, joint: shownJoint.size, labels: labels.length,
    drawn: kept.nodes.size, lines: kept.lines.size, groups: [...kept.nodes.keys()].filter((id) => typeof id === "string").length }),
};

showLegend();
showShown();
showGroups();
showCard();
fit();
readLink();
const ready = () => requestAnimationFrame(() => { window.sseGraph.ready = performance.now(); document.documentElement.dataset.ready = "true"; });
if (state.table) ready(); else network.once("afterDrawing", ready);
network.redraw();
