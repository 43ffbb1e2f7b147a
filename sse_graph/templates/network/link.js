// Permalink: #node=…, #edge=…, #joint=… or #group=… with the filters.
let own = "";
const named = { document: (row) => documents[row].identifier, country: (row) => data.countries[row], theme: (row) => data.themes[row], kind: (row) => data.kinds[row] };
const counts = { document: documents.length, country: data.countries.length, theme: data.themes.length, kind: data.kinds.length };
function writeLink() {
  const parts = [];
  const { selected } = state;
  if (selected !== null && selected.kind === "body") parts.push(`node=${encodeURIComponent(bodies[selected.id].key)}`);
  if (selected !== null && selected.kind === "fact") parts.push(`edge=${factKey(facts[selected.id])}`);
  if (selected !== null && selected.kind === "joint") parts.push(`joint=${[joint[selected.id].from, joint[selected.id].to].map((id) => encodeURIComponent(bodies[id].key)).join(",")}`);
  if (selected !== null && selected.kind === "group") parts.push(`group=${selected.id + 1}`);
  if (state.hidden.size) parts.push(`hide=${[...state.hidden].sort().join(",")}`);
  for (const key of PICKS) if (state[key] !== "") parts.push(`${key}=${encodeURIComponent(named[key](Number(state[key])))}`);
  if (state.confidence) parts.push(`confidence=${state.confidence}`);
  if (state.joint) parts.push("with=joint");
  if (folding && state.open.size) parts.push(`open=${state.open.size === groups.length ? "all" : [...state.open].sort((a, b) => a - b).map((id) => id + 1).join(",")}`);
  if (state.table) parts.push("view=table");
  own = parts.length ? `#${parts.join("&")}` : "";
  if (location.protocol === "about:") return; // in the frame of a notebook a page has no address of its own
  if (location.hash !== own) history.replaceState(null, "", own || location.pathname + location.search);
}
function readLink() {
  if (location.hash === own) return;
  const given = new Map(location.hash.slice(1).split("&").map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]));
  const decoded = (text) => { try { return decodeURIComponent(text); } catch { return ""; } };
  const text = (key) => decoded(given.get(key) || "");
  const known = new Set([...data.classes, ...data.relations].map((item) => item.key));
  state.hidden = new Set(text("hide").split(",").filter((key) => known.has(key)));
  for (const key of PICKS) {
    const rows = Array.from({ length: given.has(key) ? counts[key] : 0 }, (_, row) => row);
    const row = rows.find((number) => named[key](number) === text(key));
    state[key] = row === undefined ? "" : String(row);
  }
  state.confidence = Math.min(100, Math.max(0, Math.round(Number(text("confidence")) || 0)));
  state.table = text("view") === "table";
  const [first, second] = (given.get("joint") || ",").split(",").map((key) => byKey(decoded(key)));
  const pair = first && second ? joint.find((item) => item.from === first.id && item.to === second.id) : undefined;
  state.joint = text("with") === "joint" || pair !== undefined;
  state.open = new Set(text("open") === "all" ? groups.map((group) => group.id) : text("open").split(",").map((number) => Number(number) - 1).filter((id) => groups[id]));
  computeShown();
  showLegend();
  showShown();
  showGroups();
  const body = text("node") ? byKey(text("node")) : undefined;
  const fact = given.has("edge") ? facts.find((item) => factKey(item) === given.get("edge")) : undefined;
  const group = groups[Number(text("group")) - 1];
  if (body) selectBody(body.id, { centre: large });
  else if (fact) selectFact(fact.id);
  else if (pair) select({ kind: "joint", id: pair.id });
  else if (group) selectGroup(group.id);
  else select(null);
}
window.addEventListener("hashchange", readLink);
