// Moving a large picture: what was drawn last is moved and scaled as one image, and drawn anew when it comes to rest.
const HEAVY = 2000; // nodes and lines that are drawn in about a frame; more of them would take several
const REST = 140; // ms
const heavy = () => paint !== null && kept.nodes.size + kept.lines.size > HEAVY;
const last = document.createElement("canvas");
let from = null; // where the origin of the picture stood, and its scale, when `last` was drawn
let gliding = false;
let pointed = false; // only what the mouse points at has changed
let resting = 0;
const whereabouts = () => ({ ...network.canvasToDOM({ x: 0, y: 0 }), scale: network.getScale() });
// Neither is of vis-network's documented parts: without them every frame is drawn whole.
const painter = network.renderer;
const pointer = network.selectionHandler;
const paint = painter && painter._redraw && pointer && pointer.hoverObject ? painter._redraw.bind(painter) : null;
function keep() {
  from = null;
  if (!canvas.width || !canvas.height) return; // behind the table
  [last.width, last.height] = [canvas.width, canvas.height]; // also clears it
  last.getContext("2d").drawImage(canvas, 0, 0);
  from = whereabouts();
}
function shift() {
  painter.redrawRequested = false;
  const ctx = canvas.getContext("2d");
  const ratio = canvas.width / canvas.clientWidth || 1;
  const to = whereabouts();
  const grown = to.scale / from.scale;
  ctx.setTransform(1, 0, 0, 1, 0, 0);
  ctx.clearRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(last, (to.x - from.x * grown) * ratio, (to.y - from.y * grown) * ratio, last.width * grown, last.height * grown);
  if (!gliding) drawLabels(ctx);
}
if (paint !== null) {
  painter._redraw = (hidden = false) => {
    if (!hidden && from !== null && heavy() && (gliding || pointed)) shift();
    else {
      paint(hidden);
      if (!hidden && heavy()) keep();
    }
    pointed = false;
  };
  const hover = pointer.hoverObject.bind(pointer);
  pointer.hoverObject = (...event) => {
    if (gliding) return;
    // Where lines lie on lines none is pointed at, and to look at each at every move of the mouse takes too long.
    if (heavy()) pointer.getEdgeAt = () => undefined;
    hover(...event);
    delete pointer.getEdgeAt;
  };
}
function glide() {
  if (!heavy() || from === null) return;
  gliding = true;
  clearTimeout(resting);
  resting = setTimeout(rest, REST);
}
function rest() {
  clearTimeout(resting);
  if (!gliding) return;
  gliding = false;
  network.redraw();
}
network.on("dragStart", (event) => {
  if (paint !== null) painter.options.hideEdgesOnDrag = heavy() && event.nodes.length > 0; // a node that is dragged
  if (!event.nodes.length) glide();
});
network.on("dragging", (event) => { if (!event.nodes.length) glide(); });
network.on("dragEnd", rest);
network.on("zoom", glide);
