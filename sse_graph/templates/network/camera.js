// Where one looks, and what one chooses there.
function frame(ids) {
  const span = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
  for (const id of ids) {
    const { x, y } = place.get(id);
    const body = typeof id === "number" ? bodies[id] : groups[Number(id.slice(1))];
    const named = !large && data.map === null; // labels on the map do not grow with it
    const half = named ? Math.max(body.size, Math.max(...body.lines.map((line) => line.length)) * 3.7) : body.size;
    span.left = Math.min(span.left, x - half);
    span.right = Math.max(span.right, x + half);
    span.top = Math.min(span.top, y - body.size);
    span.bottom = Math.max(span.bottom, y + body.size + (named ? 8 + body.lines.length * 17 : 0));
  }
  return span;
}
function look(span, most = 1.5) {
  const margin = data.map !== null ? 170 : large ? 130 : 40;
  const [width, height] = [Math.max(box.clientWidth - margin, 80), Math.max(box.clientHeight - margin, 80)];
  const scale = Math.max(0.02, Math.min(width / (span.right - span.left + 1), height / (span.bottom - span.top + 1), most));
  const lower = large ? 14 / scale : 0; // room for the labels of the lowest row, which do not shrink
  network.moveTo({ position: { x: (span.left + span.right) / 2, y: (span.top + span.bottom) / 2 + lower }, scale, animation: false });
  return scale;
}
function fit() {
  const ids = [...kept.nodes.keys()];
  if (!ids.length || !box.clientWidth || !box.clientHeight) return;
  fitScale = look(frame(ids));
}
function zoom(factor) {
  glide();
  network.moveTo({ scale: network.getScale() * factor, animation: false });
}
function pan(x, y) {
  glide();
  const at = network.getViewPosition();
  network.moveTo({ position: { x: at.x + x / network.getScale(), y: at.y + y / network.getScale() }, animation: false });
}
function inSight(id) {
  const at = network.canvasToDOM(place.get(id));
  return at.x > 20 && at.y > 20 && at.x < box.clientWidth - 20 && at.y < box.clientHeight - 40;
}

function select(selected, { focus = false, centre = false } = {}) {
  state.selected = selected;
  if (selected !== null && selected.kind === "body" && folding) {
    const { group } = bodies[selected.id];
    if (group >= 0 && !state.open.has(group)) { state.open.add(group); showGroups(); }
  }
  repaint();
  showCard();
  writeLink();
  if (centre && selected !== null && selected.kind === "body" && kept.nodes.has(selected.id) && (large || !inSight(selected.id))) {
    network.moveTo({ position: place.get(selected.id), scale: Math.max(network.getScale(), large ? 0.7 : fitScale), animation: false });
  }
  if (focus) $("card").focus({ preventScroll: false });
}
const selectBody = (id, options) => select({ kind: "body", id }, options);
const selectFact = (id, options) => select({ kind: "fact", id }, options);
const selectGroup = (id, options) => select({ kind: "group", id }, options);
function selectLine(id) {
  if (id.startsWith("f")) selectFact(Number(id.slice(1)));
  else if (id.startsWith("j")) select({ kind: "joint", id: Number(id.slice(1)) });
  else select({ kind: "link", id });
}
/** Show a group's members in its place, or the group in theirs. */
function unfold(id, open = !state.open.has(id)) {
  if (open) state.open.add(id); else state.open.delete(id);
  showGroups();
  selectGroup(id);
  if (open) look(frame(groups[id].members.filter((body) => shownBodies.has(body.id)).map((body) => body.id)), 1);
}

network.on("click", (event) => {
  const node = event.nodes.length ? event.nodes[0] : network.getNodeAt(event.pointer.DOM);
  const edge = event.edges.length ? event.edges[0] : undefined;
  if (typeof node === "string") selectGroup(Number(node.slice(1)));
  else if (node !== undefined) selectBody(node);
  else if (edge !== undefined) selectLine(edge);
  else select(null);
  network.unselectAll();
  // On a narrow screen the card is below the picture.
  if (state.selected !== null && window.innerWidth <= 820) $("card").scrollIntoView({ block: "center" });
});
network.on("doubleClick", (event) => {
  const node = network.getNodeAt(event.pointer.DOM);
  if (typeof node === "string") unfold(Number(node.slice(1)), true);
});
network.on("hoverNode", (event) => { hovered = event.node; pointed = true; box.classList.add("pointing"); });
network.on("blurNode", () => { hovered = null; pointed = true; box.classList.remove("pointing"); });
const follow = (event) => {
  for (const [id, at] of Object.entries(network.getPositions(event.nodes))) if (/^\d+$/.test(id)) place.set(Number(id), at);
};
network.on("dragging", follow);
network.on("dragEnd", follow);
