// Search over names and aliases, with suggestions.
const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
let index = null;
function find(text) {
  const wanted = plain(text.trim());
  if (!wanted) return [];
  if (index === null) index = bodies.map((body) => ({ body, names: [body.label, ...body.names].map((name) => [name, plain(name)]) }));
  const hits = [];
  for (const { body, names } of index) {
    let best = null;
    names.forEach(([name, folded], row) => {
      const at = folded.indexOf(wanted);
      if (at < 0) return;
      const rank = (folded === wanted ? 0 : at === 0 ? 1 : /[\s(–-]/.test(folded[at - 1]) ? 2 : 3) + (row ? 0.4 : 0);
      if (best === null || rank < best.rank) best = { rank, alias: row ? name : null };
    });
    if (best !== null) hits.push({ body, ...best });
  }
  return hits.sort((a, b) => a.rank - b.rank || b.body.facts.length - a.body.facts.length || a.body.id - b.body.id).slice(0, 12);
}
let results = [];
let active = -1;
const input = $("search");
const list = $("found");
function closeList() {
  list.hidden = true;
  active = -1;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}
function showFound() {
  results = find(input.value);
  active = results.length ? 0 : -1;
  list.replaceChildren(...results.map(({ body, alias }, row) => make("li", { id: `found-${row}`, role: "option", "aria-selected": row === active ? "true" : "false",
    onpointerdown: (event) => { event.preventDefault(); choose(row); } }, nameElement(short(body.label, 90)),
  make("small", {}, className(body.main), ...(alias ? [` · ${T.also} `, nameElement(short(alias, 70))] : [])))));
  list.hidden = !results.length;
  input.setAttribute("aria-expanded", String(results.length > 0));
  $("found-count").textContent = input.value.trim() ? fill(T.search_found, { count: results.length }) : "";
  $("found-none").hidden = !input.value.trim() || results.length > 0;
  mark();
}
function mark() {
  Array.from(list.children).forEach((item, row) => item.setAttribute("aria-selected", row === active ? "true" : "false"));
  if (active >= 0) {
    input.setAttribute("aria-activedescendant", `found-${active}`);
    list.children[active].scrollIntoView({ block: "nearest" });
  }
}
function choose(row) {
  const { body } = results[row];
  input.value = short(body.label, 90);
  closeList();
  if (body.drawn && !shownBodies.has(body.id)) resetFilters();
  selectBody(body.id, { centre: true });
}
input.addEventListener("input", showFound);
input.addEventListener("blur", closeList);
input.addEventListener("keydown", (event) => {
  if (event.key === "Escape") closeList();
  else if (event.key === "Enter" && active >= 0 && !list.hidden) { event.preventDefault(); choose(active); }
  else if ((event.key === "ArrowDown" || event.key === "ArrowUp") && list.hidden) showFound();
  else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    active = (active + (event.key === "ArrowDown" ? 1 : results.length - 1)) % results.length;
    mark();
  }
});
