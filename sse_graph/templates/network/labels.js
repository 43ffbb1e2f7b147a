// Labels are drawn by us, at a readable size at every zoom, groups and the best joined first, none over another.
const family = getComputedStyle(document.body).fontFamily;
let hovered = null;
let fitScale = 1;
let labels = [];
const widths = new Map();
function widthOf(ctx, line, size) {
  const key = `${size}|${line}`;
  if (!widths.has(key)) widths.set(key, ctx.measureText(line).width);
  return widths.get(key);
}
/** The label of a folded group in ever less room: the first that fits is taken. */
function groupLines(group) {
  const lines = [];
  for (const word of short(group.name, 60).split(" ")) {
    if (lines.length && `${lines[lines.length - 1]} ${word}`.length <= 16) lines[lines.length - 1] += ` ${word}`;
    else lines.push(word);
  }
  const cut = (count) => [...lines.slice(0, count - 1), lines[count - 1] + (lines.length > count ? "…" : "")];
  return [3, 2, 1].filter((count) => count <= Math.max(lines.length, 1)).map(cut);
}
/** What may bear a label, in order of worth: {id, lines, strong, x, y (of the middle), down (to the label's top)}. */
function candidates(scale) {
  const first = [];
  if (state.selected !== null && state.selected.kind === "body") first.push(state.selected.id);
  if (hovered !== null && typeof hovered === "number") first.push(hovered);
  const order = [...first, ...byDegree.filter((body) => lit === null || lit.nodes.has(body.id)).map((body) => body.id)];
  const found = [];
  const done = new Set();
  for (const group of groups) {
    const id = `g${group.id}`;
    if (!kept.nodes.has(id)) continue;
    const size = Math.round(Math.min(15, Math.max(11, (group.size * scale) / 5)));
    const more = group.size * scale > 55 ? [group.theme ? short(group.theme, 20) : "", fill(T.group_size, { count: group.members.length })].filter(Boolean) : [];
    for (const lines of groupLines(group).map((name) => [...name, ...more])) {
      found.push({ id, lines, size, strong: true, must: false, down: -lines.length * size * 0.63 });
    }
  }
  for (const id of order) {
    if (done.has(id) || !kept.nodes.has(id)) continue;
    done.add(id);
    const body = bodies[id];
    const must = first.includes(id);
    found.push({ id, lines: body.lines, must, strong: must || (large && !folding && body.rank < 12 && scale < fitScale * 1.5), down: body.size * scale + 3 });
  }
  return found;
}
function drawLabels(ctx) {
  const scale = network.getScale();
  const ratio = canvas.width / canvas.clientWidth || 1;
  const usual = data.map !== null ? 12 : large ? 12.5 : Math.round(Math.min(16, Math.max(11, 13 * scale)) * 2) / 2;
  const most = large ? Math.min(220, groups.length + Math.round(40 * Math.max(1, scale / fitScale) ** 2)) : 400;
  // No label on another body either, as long as that can be had.
  const dots = large || data.map !== null ? [] : drawnBodies.filter((body) => shownBodies.has(body.id)).map((body) => {
    const at = network.canvasToDOM(place.get(body.id));
    const half = body.size * scale * 0.8;
    return [at.x - half, at.y - half, at.x + half, at.y + half];
  });
  const [right, bottom] = [canvas.clientWidth, canvas.clientHeight];
  const taken = [];
  const named = new Set();
  ctx.save();
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.lineJoin = "round";
  ctx.lineWidth = 4.5;
  for (const item of candidates(scale)) {
    if (taken.length >= most) break;
    const at = network.canvasToDOM(place.get(item.id));
    if (at.x < -60 || at.y < -60 || at.x > right + 60 || at.y > bottom + 20) continue;
    if (named.has(item.id)) continue;
    const size = item.size || usual;
    ctx.font = `${item.strong ? 600 : 400} ${size}px ${family}`;
    const line = size * 1.27;
    const top = at.y + item.down;
    const width = Math.max(...item.lines.map((text) => widthOf(ctx, text, `${item.strong}${size}`))) + 4;
    const area = [at.x - width / 2, top, at.x + width / 2, top + line * item.lines.length];
    const meets = (other) => area[0] < other[2] && other[0] < area[2] && area[1] < other[3] && other[1] < area[3];
    if (taken.some((label) => meets(label.area)) || (!item.must && dots.some(meets))) continue;
    named.add(item.id);
    taken.push({ ...item, x: at.x, top, line, size, area });
    if (!large) {
      ctx.globalAlpha = 0.72;
      ctx.fillStyle = colour.ground;
      ctx.fillRect(area[0], area[1], width, area[3] - area[1]);
      ctx.globalAlpha = 1;
    }
    ctx.strokeStyle = colour.ground;
    ctx.fillStyle = colour.ink;
    item.lines.forEach((text, row) => {
      ctx.strokeText(text, at.x, top + row * line);
      ctx.fillText(text, at.x, top + row * line);
    });
  }
  ctx.restore();
  labels = taken;
}
network.on("afterDrawing", drawLabels);
