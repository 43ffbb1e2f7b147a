// What lies behind the nodes: tinted areas of groups, or the outlines of the countries.
const land = data.map === null ? null : new Path2D(data.map);
function hull(points) {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (list) => {
    const side = [];
    for (const point of list) {
      while (side.length > 1) {
        const [p, q] = [side[side.length - 2], side[side.length - 1]];
        if ((q.x - p.x) * (point.y - p.y) - (q.y - p.y) * (point.x - p.x) > 0) break;
        side.pop();
      }
      side.push(point);
    }
    side.pop();
    return side;
  };
  return [...half(sorted), ...half(sorted.reverse())];
}
/** Corners of the areas of the groups whose members are drawn one by one. */
function areas() {
  if (data.map !== null) return [];
  return groups.filter((group) => !folding || state.open.has(group.id)).map((group) => ({ group,
    corners: hull(group.members.filter((body) => shownBodies.has(body.id)).map((body) => place.get(body.id))) }))
    .filter(({ corners }) => corners.length > 2);
}
const tint = (group) => `hsl(${group.hue} ${colour.tint})`;
network.on("beforeDrawing", (ctx) => {
  ctx.save();
  ctx.lineJoin = "round";
  if (land !== null) {
    ctx.fillStyle = colour.land;
    ctx.strokeStyle = colour.coast;
    ctx.lineWidth = 0.9 / network.getScale();
    ctx.fill(land, "evenodd");
    ctx.stroke(land);
  }
  for (const { group, corners } of areas()) {
    // Opaque: where a translucent rim and fill overlap there would be a third tint.
    ctx.fillStyle = ctx.strokeStyle = tint(group);
    ctx.lineWidth = 44;
    ctx.beginPath();
    corners.forEach((point, index) => (index ? ctx.lineTo(point.x, point.y) : ctx.moveTo(point.x, point.y)));
    ctx.closePath();
    ctx.fill();
    ctx.stroke();
  }
  ctx.restore();
});
