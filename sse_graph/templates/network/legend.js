// The legend is the filter: each line of it can be switched off; below it, what one looks for.
function checkbox(key, text, picture, count, on, change) {
  const control = make("input", { type: "checkbox", value: key });
  control.checked = on;
  const label = make("label", { class: on || key === "joint" ? "check" : "check off" }, control, picture, make("span", {}, text), make("span", { class: "count" }, String(count)));
  control.addEventListener("change", () => { label.classList.toggle("off", !control.checked && key !== "joint"); change(control.checked); filter(); });
  return label;
}
const hide = (key) => (on) => { if (on) state.hidden.delete(key); else state.hidden.add(key); };
const tally = (values) => values.reduce((counts, value) => counts.set(value, (counts.get(value) || 0) + 1), new Map());
const joinedBodies = bodies.filter((body) => body.drawn || body.unplaced);
const classCounts = tally(joinedBodies.map((body) => body.main));
const relationCounts = tally(listedFacts.map((fact) => fact.predicate));
function showLegend() {
  $("classes").replaceChildren(...data.classes.filter((item) => classCounts.has(item.key))
    .map((item) => checkbox(item.key, className(item.key), shape(item), classCounts.get(item.key), !state.hidden.has(item.key), hide(item.key))));
  $("relations").replaceChildren(...data.relations.filter((item) => relationCounts.has(item.key))
    .map((item) => checkbox(item.key, T[item.key], swatch(item), relationCounts.get(item.key), !state.hidden.has(item.key), hide(item.key))));
  $("computed").hidden = !joint.length;
  $("joint").replaceChildren(checkbox("joint", T.joint, jointSwatch(), joint.length, state.joint, (on) => { state.joint = on; }));
  for (const key of PICKS) $(key).value = state[key];
  $("confidence").value = String(state.confidence);
  $("confidence-value").textContent = `${state.confidence} %`;
}
/** The choices of a select, the commonest first; a filter with nothing to choose is not shown. */
function choices(key, names, values) {
  const counts = [...tally(values)].sort((a, b) => b[1] - a[1] || names[a[0]].localeCompare(names[b[0]], data.lang));
  $(key).append(...counts.map(([row, count]) => make("option", { value: String(row) }, `${short(names[row], 80)} (${count})`)));
  $(key).closest(".field").hidden = counts.length < 1;
  $(key).addEventListener("change", (event) => { state[key] = event.target.value; filter(); });
}
choices("country", data.countries, joinedBodies.flatMap((body) => body.countries));
choices("theme", data.themes, joinedBodies.flatMap((body) => body.themes));
choices("kind", data.kinds.map(className), joinedBodies.flatMap((body) => body.kinds));
choices("document", documents.map((item) => item.title), listedFacts.flatMap((fact) => [...new Set(fact.evidence.map((item) => item.document))]));
function filter() {
  computeShown();
  state.rows = 200;
  repaint();
  showShown();
  showGroups();
  if (state.selected === null || state.selected.kind !== "fact") showCard();
  writeLink();
}
function resetFilters() {
  state.hidden.clear();
  for (const key of PICKS) state[key] = "";
  state.confidence = 0;
  state.joint = false;
  showLegend();
  filter();
}
$("confidence").addEventListener("input", (event) => {
  state.confidence = Number(event.target.value);
  $("confidence-value").textContent = `${state.confidence} %`;
  filter();
});
$("reset").addEventListener("click", () => { resetFilters(); fit(); });
$("meanings").replaceChildren(...data.relations.filter((item) => relationCounts.has(item.key))
  .flatMap((item) => [make("dt", {}, swatch(item), T[item.key]), make("dd", {}, T[`${item.key}_means`])]),
...(joint.length ? [make("dt", {}, jointSwatch(), T.joint), make("dd", {}, T.joint_note)] : []));
const isolated = bodies.filter((body) => body.isolated);
if (isolated.length) {
  $("isolated").hidden = false;
  $("isolated-count").textContent = String(isolated.length);
  $("isolated").addEventListener("toggle", () => {
    if ($("isolated-list").children.length) return;
    $("isolated-list").replaceChildren(...isolated.sort((a, b) => a.label.localeCompare(b.label, data.lang) || a.id - b.id).map((body) => make("li", {}, bodyLink(body.id))));
  });
}
