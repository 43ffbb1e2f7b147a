// The data block, expanded; helpers that every part uses. The page fetches nothing and writes texts only through
// textContent.
const data = JSON.parse(document.getElementById("data").textContent);
const T = data.strings;
const $ = (id) => document.getElementById(id);
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
const percent = (value) => `${Math.round(value * 100)} %`;
const className = (key) => T[`class_${key}`] || key;
const counted = (key, count) => `${count} ${T[`n_${key}`][count === 1 ? 0 : 1]}`;

/** An element with properties and children; a string child becomes a text node, never markup. */
function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [key, value] of Object.entries(properties)) {
    if (key === "class") element.className = value;
    else if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(key, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}
function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
const nameElement = (text) => make("span", { class: "name", dir: "auto" }, text);
const short = (text, length = 140) => (text.length > length ? `${Array.from(text).slice(0, length).join("")}…` : text);

const documents = data.documents.map(([identifier, title, language, date]) => ({ identifier, title, language, date }));
const relations = new Map(data.relations.map((relation) => [relation.key, relation]));
const groups = data.groups.map(([name, theme], id) => ({ id, name, theme, members: [] }));
const bodies = data.bodies.map(([key, label, lines, names, main, kinds, countries, themes, named, seat, homepage], id) => {
  const spot = data.spots[id];
  const body = { id, key, label, lines: lines || [label], names, main: data.classes[main].key, kinds, countries, themes,
    documents: named, seat, homepage, facts: [], joint: [], degree: 0, drawn: spot !== undefined, group: -1, rank: 0,
    unplaced: id >= data.spots.length && id < data.spots.length + data.unplaced,
    isolated: id >= data.spots.length + data.unplaced && id < data.spots.length + data.unplaced + data.isolated };
  if (spot !== undefined) {
    [body.x, body.y, body.size, body.group] = spot;
    if (body.group >= 0) groups[body.group].members.push(body);
  }
  return body;
});
const lanes = new Map();
const facts = data.facts.map(([from, to, relation, passages], id) => {
  const pair = from < to ? `${from}~${to}` : `${to}~${from}`;
  const lane = id < data.drawn ? lanes.get(pair) || 0 : 0;
  if (id < data.drawn) lanes.set(pair, lane + 1);
  const fact = { id, from, to, predicate: data.relations[relation].key, lane, listed: id < data.drawn,
    drawn: id < data.drawn && bodies[from].drawn && bodies[to].drawn, confidence: passages.length ? passages[0][2] : 0,
    evidence: passages.map(([quote, rule, confidence, ...marks]) => ({ quote, rule: data.rules[rule], confidence, marks, document: data.quotes[quote][0] })) };
  for (const end of [from, to]) {
    bodies[end].facts.push(fact);
    if (fact.listed) bodies[end].degree += 1;
  }
  return fact;
});
const joint = data.joint.map(([from, to, events], id) => ({ id, from, to, events }));
for (const pair of joint) { bodies[pair.from].joint.push(pair); bodies[pair.to].joint.push(pair); }

const drawnBodies = bodies.filter((body) => body.drawn);
const listedFacts = facts.filter((fact) => fact.listed);
const byDegree = [...drawnBodies].sort((a, b) => b.degree - a.degree || a.id - b.id);
byDegree.forEach((body, rank) => { body.rank = rank; });
const large = drawnBodies.length > data.labelled;
const folding = data.map === null && groups.length > 0 && drawnBodies.length > data.folded;
const factKey = (fact) => [bodies[fact.from].key, fact.predicate, bodies[fact.to].key].map(encodeURIComponent).join(",");
const byKey = (key) => bodies.find((body) => body.key === key || data.prefix + body.key === key);
for (const group of groups) {
  const count = group.members.length;
  group.x = group.members.reduce((sum, body) => sum + body.x, 0) / count;
  group.y = group.members.reduce((sum, body) => sum + body.y, 0) / count;
  const reach = Math.max(...group.members.map((body) => Math.hypot(body.x - group.x, body.y - group.y)));
  group.size = Math.max(24, reach * 0.8);
  group.hue = (group.id * 137.5) % 360;
}

/** The quote in pieces: [text, "" or "s" or "o"]. */
function pieces(item) {
  const text = data.quotes[item.quote][3];
  const found = [];
  let last = 0;
  for (let at = 0; at < item.marks.length; at += 3) {
    const [start, end, role] = item.marks.slice(at, at + 3);
    found.push([text.slice(last, start), ""], [text.slice(start, end), role ? "o" : "s"]);
    last = end;
  }
  return [...found, [text.slice(last), ""]].filter(([words]) => words);
}
