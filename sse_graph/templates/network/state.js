// What is chosen and what is therefore shown.
const state = { selected: null, hidden: new Set(), country: "", theme: "", kind: "", document: "", confidence: 0, joint: false,
  table: false, rows: 200, open: new Set() };
const PICKS = ["country", "theme", "kind", "document"];

const has = (body) => (state.country === "" || body.countries.includes(Number(state.country)))
  && (state.theme === "" || body.themes.includes(Number(state.theme))) && (state.kind === "" || body.kinds.includes(Number(state.kind)));
const picked = () => state.country !== "" || state.theme !== "" || state.kind !== "";
// A line matches when one of its ends does: the partners of what one looks for are part of the answer.
const ends = (line) => !state.hidden.has(bodies[line.from].main) && !state.hidden.has(bodies[line.to].main)
  && (!picked() || has(bodies[line.from]) || has(bodies[line.to]));
const factShown = (fact) => fact.listed && !state.hidden.has(fact.predicate) && ends(fact)
  && fact.confidence * 100 >= state.confidence - 1e-9
  && (state.document === "" || fact.evidence.some((item) => item.document === Number(state.document)));
const jointShown = (pair) => state.joint && ends(pair) && (state.document === ""
  || [pair.from, pair.to].every((id) => bodies[id].documents.includes(Number(state.document))));

let shownFacts = new Set();
let shownJoint = new Set();
let shownBodies = new Set();
function computeShown() {
  shownFacts = new Set(listedFacts.filter(factShown).map((fact) => fact.id));
  shownJoint = new Set(joint.filter(jointShown).map((pair) => pair.id));
  shownBodies = new Set();
  for (const id of shownFacts) shownBodies.add(facts[id].from).add(facts[id].to);
  for (const id of shownJoint) shownBodies.add(joint[id].from).add(joint[id].to);
}
computeShown();

/** The node that stands for a body in the picture: itself, or its group while that is folded. */
const standsFor = (body) => (folding && body.group >= 0 && !state.open.has(body.group) ? `g${body.group}` : body.id);
