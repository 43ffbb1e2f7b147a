// The drawing: vis-network with fixed places; only what changed is handed to it.
let colour = {};
function readColours() {
  const style = getComputedStyle(document.documentElement);
  const get = (name) => style.getPropertyValue(`--${name}`).trim();
  colour = { main: {}, relation: {} };
  for (const name of ["ground", "ink", "soft", "paper", "tint", "group", "land", "coast", "joint"]) colour[name] = get(name);
  for (const item of data.classes) colour.main[item.key] = get(`c-${item.key}`);
  for (const item of data.relations) colour.relation[item.key] = get(`r-${item.key}`);
}
readColours();

const place = new Map(drawnBodies.map((body) => [body.id, { x: body.x, y: body.y }]));
for (const group of groups) place.set(`g${group.id}`, { x: group.x, y: group.y });
const crowded = listedFacts.length > 400 || data.map !== null;

/** The nodes and lines that belong to the selection, or null without one. */
function near() {
  const chosen = state.selected;
  if (chosen === null || chosen.kind === "group" || chosen.kind === "link") return null;
  const nodes = new Set();
  const lines = new Set();
  const take = (line, name) => { nodes.add(standsFor(bodies[line.from])).add(standsFor(bodies[line.to])); lines.add(name); };
  if (chosen.kind === "fact") take(facts[chosen.id], `f${chosen.id}`);
  else if (chosen.kind === "joint") take(joint[chosen.id], `j${chosen.id}`);
  else {
    nodes.add(standsFor(bodies[chosen.id]));
    for (const fact of bodies[chosen.id].facts) if (shownFacts.has(fact.id)) take(fact, `f${fact.id}`);
    for (const pair of bodies[chosen.id].joint) if (shownJoint.has(pair.id)) take(pair, `j${pair.id}`);
  }
  return { nodes, lines };
}
let lit = null;
function nodeLook(body) {
  const background = colour.main[body.main];
  const chosen = state.selected !== null && state.selected.kind === "body" && state.selected.id === body.id;
  const { x, y } = place.get(body.id);
  return {
    id: body.id, shape: data.classes.find((item) => item.key === body.main).shape, size: body.size, x, y,
    opacity: lit === null || lit.nodes.has(body.id) ? 1 : 0.18, borderWidth: chosen ? 4 : 1.5,
    color: { background, border: chosen ? colour.ink : colour.ground,
      highlight: { background, border: colour.ink }, hover: { background, border: colour.ink } },
  };
}
function groupLook(group) {
  const background = `hsl(${group.hue} ${colour.group})`;
  const chosen = state.selected !== null && state.selected.kind === "group" && state.selected.id === group.id;
  return { id: `g${group.id}`, shape: "dot", size: group.size, x: group.x, y: group.y, fixed: true, borderWidth: chosen ? 5 : 2,
    opacity: lit === null || lit.nodes.has(`g${group.id}`) ? 1 : 0.3,
    color: { background, border: chosen ? colour.ink : colour.ground, highlight: { background, border: colour.ink }, hover: { background, border: colour.ink } } };
}
function bend(fact) {
  if (fact.lane === 0) return false;
  const left = (fact.lane % 2 === 1) === (fact.from < fact.to);
  return { enabled: true, type: left ? "curvedCW" : "curvedCCW", roundness: 0.16 * Math.ceil(fact.lane / 2) };
}
function factLook(fact) {
  const id = `f${fact.id}`;
  const relation = relations.get(fact.predicate);
  const apart = bodies[fact.from].group !== bodies[fact.to].group;
  const chosen = lit !== null && lit.lines.has(id);
  const rest = crowded ? (apart ? 0.25 : 0.45) : 0.85;
  const line = colour.relation[fact.predicate];
  const main = fact.predicate === "partnerOf" || fact.predicate === "organizes";
  return {
    id, from: fact.from, to: fact.to, arrows: relation.symmetric ? undefined : "to", dashes: crowded ? false : relation.dashes,
    smooth: bend(fact), width: chosen ? 3 : (main && !crowded ? 2.4 : crowded ? 1 : 1.6),
    color: { color: line, highlight: line, hover: line, opacity: lit === null ? rest : chosen ? 1 : 0.07 },
  };
}
function jointLook(pair) {
  const id = `j${pair.id}`;
  const chosen = lit !== null && lit.lines.has(id);
  return { id, from: pair.from, to: pair.to, dashes: [1, 5], smooth: { enabled: true, type: "curvedCW", roundness: 0.12 },
    width: Math.min(1 + pair.events.length, 6), arrows: undefined,
    color: { color: colour.joint, highlight: colour.joint, hover: colour.joint, opacity: lit === null ? 0.5 : chosen ? 1 : 0.06 } };
}
const linkLook = (id, [from, to, count]) => ({ id, from, to, arrows: undefined, dashes: false, smooth: false,
  width: Math.min(1 + Math.sqrt(count) * 0.9, 16),
  color: { color: colour.soft, highlight: colour.ink, hover: colour.ink, opacity: lit === null ? Math.min(0.16 + count / 150, 0.6) : 0.08 } });

/** Everything that is in the picture now: looks of nodes and lines by id, and how many statements a link sums up. */
let links = new Map();
function looks() {
  const nodes = new Map();
  const lines = new Map();
  links = new Map();
  for (const id of shownBodies) {
    const body = bodies[id];
    if (!body.drawn) continue;
    const stand = standsFor(body);
    if (stand === id) nodes.set(id, nodeLook(body));
    else if (!nodes.has(stand)) nodes.set(stand, groupLook(groups[body.group]));
  }
  for (const id of shownFacts) {
    const fact = facts[id];
    if (!fact.drawn) continue;
    const [a, b] = [standsFor(bodies[fact.from]), standsFor(bodies[fact.to])];
    if (typeof a === "number" && typeof b === "number") lines.set(`f${id}`, factLook(fact));
    else if (a !== b) {
      const name = String(a) < String(b) ? `l${a}~${b}` : `l${b}~${a}`;
      const link = links.get(name);
      if (link) link[2] += 1; else links.set(name, [a, b, 1]);
    }
  }
  // Between many groups nearly every pair has some line: the weakest are left out of the picture, not of the numbers.
  const least = folding && links.size > 400 ? [...links.values()].map((link) => link[2]).sort((a, b) => b - a)[400] : 0;
  for (const [name, link] of links) if (link[2] > least || !least) lines.set(name, linkLook(name, link));
  for (const id of shownJoint) {
    const pair = joint[id];
    if (nodes.has(pair.from) && nodes.has(pair.to)) lines.set(`j${id}`, jointLook(pair));
  }
  return { nodes, lines };
}

const nodeSet = new vis.DataSet();
const edgeSet = new vis.DataSet();
const kept = { nodes: new Map(), lines: new Map() };
function bring(set, wanted, known) {
  const changed = [];
  for (const [id, look] of wanted) {
    const text = JSON.stringify(look);
    if (known.get(id) !== text) { known.set(id, text); changed.push(look); }
  }
  const gone = [...known.keys()].filter((id) => !wanted.has(id));
  for (const id of gone) known.delete(id);
  if (gone.length) set.remove(gone);
  if (changed.length) set.update(changed);
}
let network = null;
function repaint() {
  lit = near();
  const wanted = looks();
  if (network === null) {
    bring(nodeSet, wanted.nodes, kept.nodes);
    bring(edgeSet, wanted.lines, kept.lines);
    return;
  }
  bring(edgeSet, new Map([...wanted.lines].filter(([id]) => kept.lines.has(id))), kept.lines); // lines go before their ends
  bring(nodeSet, wanted.nodes, kept.nodes);
  bring(edgeSet, wanted.lines, kept.lines);
  pointed = false;
  network.redraw();
}
repaint();
const box = $("network");
network = new vis.Network(box, { nodes: nodeSet, edges: edgeSet }, {
  autoResize: true, physics: { enabled: false }, layout: { improvedLayout: false, randomSeed: 1 },
  nodes: { font: { size: 0 }, shadow: false, labelHighlightBold: false },
  edges: { smooth: false, selectionWidth: 1, hoverWidth: 1, arrows: { to: { scaleFactor: 0.65 } } },
  interaction: { hover: true, tooltipDelay: 1e9, keyboard: false, dragNodes: data.map === null },
});
const canvas = box.querySelector("canvas");
canvas.setAttribute("aria-hidden", "true");
