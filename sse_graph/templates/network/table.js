// The same as a table.
const cellName = (id) => bodies[id].label;
const shownList = () => [...shownFacts].map((id) => facts[id]).sort((a, b) => cellName(a.from).localeCompare(cellName(b.from), data.lang)
  || a.predicate.localeCompare(b.predicate) || cellName(a.to).localeCompare(cellName(b.to), data.lang) || a.id - b.id);
const shownPairs = () => [...shownJoint].map((id) => joint[id]).sort((a, b) => b.events.length - a.events.length || a.id - b.id);
function tableOf(caption, titles, body) {
  return make("table", {}, make("caption", {}, caption), make("thead", {}, make("tr", {}, ...titles.map((title) => make("th", { scope: "col" }, title)))), make("tbody", {}, ...body));
}
function showTable(all = false) {
  const list = shownList();
  const pairs = shownPairs();
  const count = all ? Math.min(list.length, 5000) : state.rows;
  const body = list.slice(0, count).map((fact) => make("tr", {},
    make("td", {}, bodyLink(fact.from)), make("td", {}, T[fact.predicate]), make("td", {}, bodyLink(fact.to)),
    make("td", { class: "number" }, percent(fact.confidence)),
    make("td", {}, [...new Set(fact.evidence.map((item) => item.document))].map((row) => short(documents[row].title, 80)).join("; ")),
    make("td", {}, why(`${cellName(fact.from)} – ${cellName(fact.to)}`, () => selectFact(fact.id, { focus: true })))));
  const titles = [T.col_from, T.col_relation, T.col_to, T.col_confidence, T.col_documents, T.col_evidence];
  $("table").replaceChildren(tableOf(fill(T.table_caption, { count: list.length }), titles, body),
    body.length < list.length ? make("button", { type: "button", class: "plain", onclick: () => { state.rows += 500; showTable(); } }, T.more_rows) : "",
    pairs.length ? tableOf(`${T.computed}: ${T.joint} (${pairs.length}). ${T.joint_note}`, [T.col_from, T.col_to, T.col_events, T.col_evidence],
      pairs.slice(0, count).map((pair) => make("tr", {}, make("td", {}, bodyLink(pair.from)), make("td", {}, bodyLink(pair.to)),
        make("td", {}, pair.events.map((id) => short(cellName(id), 80)).join("; ")),
        make("td", {}, why(`${cellName(pair.from)} – ${cellName(pair.to)}`, () => select({ kind: "joint", id: pair.id }, { focus: true })))))) : "");
}
function showShown() {
  const found = [...shownBodies].filter((id) => bodies[id].drawn || state.table || data.map === null).length;
  const lines = data.map === null || state.table ? shownFacts.size : [...shownFacts].filter((id) => facts[id].drawn).length;
  $("shown").textContent = fill(T.shown, { nodes: counted("body", found), edges: counted("relation", lines) });
  $("show-network").setAttribute("aria-pressed", String(!state.table));
  $("show-table").setAttribute("aria-pressed", String(state.table));
  $("picture").hidden = state.table;
  $("table").hidden = !state.table;
  $("nothing").hidden = shownFacts.size + shownJoint.size > 0;
  if (state.table) showTable();
}
function showAs(table) {
  state.table = table;
  showShown();
  writeLink();
  if (!table) network.redraw();
}
$("show-network").addEventListener("click", () => showAs(false));
$("show-table").addEventListener("click", () => showAs(true));
window.addEventListener("beforeprint", () => showTable(true));
