// What is shown, as CSV, PNG and SVG.
// A cell that begins like a formula is made text: spreadsheets would run it.
const cell = (value) => {
  const text = String(value);
  return `"${(/^[\s\0]*[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;
};
function csv() {
  const iri = (id) => data.prefix + bodies[id].key;
  const lines = [["subject", "subject_iri", "relation", "object", "object_iri", "confidence", "document", "quote", "rule"]];
  for (const fact of shownList()) {
    for (const item of fact.evidence.length ? fact.evidence : [null]) {
      lines.push([cellName(fact.from), iri(fact.from), fact.predicate, cellName(fact.to), iri(fact.to), ...(item === null ? [fact.confidence, "", "", ""]
        : [item.confidence, documents[item.document].identifier, data.quotes[item.quote][3], item.rule])]);
    }
  }
  for (const pair of shownPairs()) {
    lines.push([cellName(pair.from), iri(pair.from), "computed: joint participation", cellName(pair.to), iri(pair.to), "", "", pair.events.map(cellName).join("; "), ""]);
  }
  return lines.map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
}
function picture() {
  const copy = make("canvas", { width: canvas.width, height: canvas.height });
  const ctx = copy.getContext("2d");
  ctx.fillStyle = colour.ground;
  ctx.fillRect(0, 0, copy.width, copy.height);
  ctx.drawImage(canvas, 0, 0);
  return copy;
}
const SHAPE_CORNERS = { diamond: [[0, -1], [1, 0], [0, 1], [-1, 0]], square: [[-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]],
  triangle: [[0, -1], [0.95, 0.75], [-0.95, 0.75]], hexagon: [[-0.5, -0.87], [0.5, -0.87], [1, 0], [0.5, 0.87], [-0.5, 0.87], [-1, 0]] };
/** The present view as an SVG document, made of elements: texts cannot become markup. */
function svgElement() {
  const [width, height] = [canvas.clientWidth, canvas.clientHeight];
  const scale = network.getScale();
  const at = (id) => network.canvasToDOM(place.get(id));
  const n = (value) => String(Math.round(value * 10) / 10);
  const path = (points) => `M${points.map(([x, y]) => `${n(x)} ${n(y)}`).join("L")}Z`;
  const root = draw("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": "sans-serif" },
    draw("title", {}, data.title), draw("rect", { width, height, fill: colour.ground }));
  if (data.map !== null) {
    const origin = network.canvasToDOM({ x: 0, y: 0 });
    root.append(draw("path", { d: data.map, fill: colour.land, stroke: colour.coast, "stroke-width": 0.9 / scale, "fill-rule": "evenodd", transform: `translate(${n(origin.x)} ${n(origin.y)}) scale(${scale})` }));
  }
  for (const { group, corners } of areas()) {
    root.append(draw("path", { d: path(corners.map((point) => network.canvasToDOM(point)).map(({ x, y }) => [x, y])), fill: tint(group), stroke: tint(group), "stroke-width": n(44 * scale), "stroke-linejoin": "round" }));
  }
  for (const line of edgeSet.get()) {
    const [a, b] = [at(line.from), at(line.to)];
    const far = Math.hypot(b.x - a.x, b.y - a.y) || 1;
    const size = (nodeSet.get(line.to).size + 2) * scale;
    const end = [b.x - ((b.x - a.x) / far) * size, b.y - ((b.y - a.y) / far) * size];
    const width = Math.max(line.width * scale, 0.4);
    root.append(draw("line", { x1: n(a.x), y1: n(a.y), x2: n(line.arrows ? end[0] : b.x), y2: n(line.arrows ? end[1] : b.y), stroke: line.color.color, "stroke-opacity": line.color.opacity,
      "stroke-width": n(width), ...(line.dashes ? { "stroke-dasharray": line.dashes.map((length) => n(length * scale)).join(" ") } : {}) }));
    if (line.arrows) {
      const [ux, uy, tip] = [(b.x - a.x) / far, (b.y - a.y) / far, 9 * scale];
      root.append(draw("path", { d: path([end, [end[0] - ux * tip - uy * tip * 0.4, end[1] - uy * tip + ux * tip * 0.4], [end[0] - ux * tip + uy * tip * 0.4, end[1] - uy * tip - ux * tip * 0.4]]),
        fill: line.color.color, "fill-opacity": line.color.opacity }));
    }
  }
  for (const node of nodeSet.get()) {
    const { x, y } = at(node.id);
    const size = node.size * scale;
    const name = typeof node.id === "number" ? bodies[node.id].label : groups[Number(node.id.slice(1))].name;
    const attributes = { fill: node.color.background, "fill-opacity": node.opacity, stroke: node.color.border, "stroke-width": n(node.borderWidth * scale) };
    root.append(node.shape === "dot" ? draw("circle", { cx: n(x), cy: n(y), r: n(size), ...attributes }, draw("title", {}, name))
      : draw("path", { d: path(SHAPE_CORNERS[node.shape].map(([dx, dy]) => [x + dx * size, y + dy * size])), ...attributes }, draw("title", {}, name)));
  }
  for (const label of labels) {
    label.lines.forEach((text, row) => root.append(draw("text", { x: n(label.x), y: n(label.top + label.line * row + label.size * 0.85), "text-anchor": "middle", "font-size": label.size,
      "font-weight": label.strong ? 600 : 400, fill: colour.ink, stroke: colour.ground, "stroke-width": 3.5, "paint-order": "stroke", "stroke-linejoin": "round" }, text)));
  }
  return root;
}
const svg = () => `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(svgElement())}\n`;
function download(blob, name) {
  const address = URL.createObjectURL(blob);
  make("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10000);
}
function drawnThen(act) {
  if (state.table) showAs(false);
  requestAnimationFrame(act);
}
const FILE = data.map === null ? "network" : "map";
$("csv").addEventListener("click", () => download(new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }), `${FILE}.csv`));
$("png").addEventListener("click", () => drawnThen(() => picture().toBlob((blob) => download(blob, `${FILE}.png`), "image/png")));
$("svg").addEventListener("click", () => drawnThen(() => download(new Blob([svg()], { type: "image/svg+xml" }), `${FILE}.svg`)));
$("print").addEventListener("click", () => window.print());
// A canvas is not printed well: the same as lines and words is.
window.addEventListener("beforeprint", () => { if (canvas.clientWidth) $("paper").replaceChildren(svgElement()); });
window.addEventListener("afterprint", () => $("paper").replaceChildren());
