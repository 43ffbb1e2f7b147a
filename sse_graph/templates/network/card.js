// The card on the right: a body, or what documents say about a line.
const bodyLink = (id, text) => make("button", { type: "button", class: "link", onclick: () => selectBody(id, { focus: true, centre: true }) },
  nameElement(short(text || bodies[id].label)));
const groupLink = (group) => make("button", { type: "button", class: "link", onclick: () => selectGroup(group.id, { focus: true }) }, nameElement(short(group.name, 80)));
const why = (name, onclick) => make("button", { type: "button", class: "why", "aria-label": `${T.why_short} ${short(name, 120)}`, onclick }, T.why_short);
const head = (element) => make("div", { class: "head" }, element,
  make("button", { type: "button", "aria-label": T.close, title: T.close, onclick: () => { select(null); $("search").focus(); } }, "×"));
const badges = (body) => make("div", { class: "badges" }, ...[body.main, ...body.kinds.map((kind) => data.kinds[kind])]
  .map((key) => make("span", { class: `badge ${body.main}` }, className(key))));
const documentLine = (item) => [item.identifier === item.title ? null : item.identifier, item.date || null].filter(Boolean).join(" · ");
const byName = (a, b) => a.name.localeCompare(b.name, data.lang) || a.line.id - b.line.id;
function section(title, ...children) {
  return [make("h3", {}, title), ...children];
}
/** Rows with what is said about each, many only on request. */
function rows(items, row, most = 60) {
  const list = make("ul", {}, ...items.slice(0, most).map(row));
  if (items.length > most) {
    list.append(make("li", {}, make("button", { type: "button", class: "link", onclick: (event) => {
      event.target.parentElement.remove();
      list.append(...items.slice(most).map(row));
    } }, fill(T.more, { count: items.length - most }))));
  }
  return list;
}

function bodyCard(body) {
  const card = [head(make("h2", { dir: "auto" }, body.label)), badges(body)];
  const where = body.seat || body.countries.map((row) => data.countries[row]).join(", ");
  if (where && body.main !== "Place") card.push(make("p", { class: "where" }, make("span", { class: "meta" }, `${body.seat ? T.seat : T.country} `), nameElement(where)));
  if (body.homepage) card.push(make("p", { class: "where" }, make("a", { href: body.homepage, rel: "noreferrer noopener", target: "_blank" }, short(body.homepage, 80))));
  if (body.group >= 0) card.push(make("p", { class: "where" }, make("span", { class: "meta" }, `${T.group} `), groupLink(groups[body.group])));
  for (const relation of data.relations) {
    for (const outward of relation.symmetric ? [null] : [true, false]) {
      const found = body.facts.filter((fact) => fact.predicate === relation.key && (outward === null || (fact.from === body.id) === outward))
        .map((line) => { const other = line.from === body.id ? line.to : line.from; return { line, other, name: bodies[other].label }; }).sort(byName);
      if (!found.length) continue;
      card.push(...section(`${T[outward === false ? `${relation.key}_inverse` : relation.key]} (${found.length})`,
        rows(found, ({ line, other, name }) => make("li", { class: "fact" }, bodyLink(other), why(name, () => selectFact(line.id, { focus: true }))))));
    }
  }
  if (state.joint && body.joint.length) {
    const found = body.joint.map((line) => { const other = line.from === body.id ? line.to : line.from; return { line, other, name: bodies[other].label }; }).sort(byName);
    card.push(...section(`${T.joint} (${found.length})`, make("p", { class: "note" }, T.joint_note),
      rows(found, ({ line, other, name }) => make("li", { class: "fact" }, bodyLink(other), why(name, () => select({ kind: "joint", id: line.id }, { focus: true }))), 30)));
  }
  if (body.names.length) card.push(...section(T.other_names, make("ul", { class: "names" }, ...body.names.map((name) => make("li", {}, nameElement(name))))));
  if (body.documents.length) {
    card.push(...section(T.documents, rows(body.documents.map((row) => documents[row]),
      (item) => make("li", {}, nameElement(short(item.title)), make("div", { class: "meta" }, documentLine(item))), 20)));
  }
  card.push(...section(T.identifier, make("p", {}, make("code", {}, short(data.prefix + body.key, 400)))));
  return card;
}

function swatch(relation) {
  const stroke = `var(--r-${relation.key})`;
  const svg = draw("svg", { viewBox: "0 0 30 18", "aria-hidden": "true" }, draw("line", { x1: 1, y1: 9, x2: relation.symmetric ? 29 : 23, y2: 9, stroke,
    "stroke-width": relation.key === "partnerOf" || relation.key === "organizes" ? 3 : 2.2,
    ...(relation.dashes ? { "stroke-dasharray": relation.dashes.map((length) => length * 0.7).join(" ") } : {}) }));
  if (!relation.symmetric) svg.append(draw("path", { d: "M22 4.5 L29.5 9 L22 13.5 Z", fill: stroke }));
  return svg;
}
const SHAPE_PATHS = { dot: "M15 2 a7 7 0 1 0 .01 0 Z", diamond: "M15 1 L23 9 L15 17 L7 9 Z", square: "M9 3 h12 v12 h-12 Z",
  triangle: "M15 2 L22.5 15 L7.5 15 Z", hexagon: "M11 2.5 h8 l4 6.5 l-4 6.5 h-8 l-4 -6.5 Z" };
const shape = (item) => draw("svg", { viewBox: "0 0 30 18", "aria-hidden": "true" }, draw("path", { d: SHAPE_PATHS[item.shape], fill: `var(--c-${item.key})` }));

function quote(item) {
  const source = documents[item.document];
  const [, start, end, , page] = data.quotes[item.quote];
  const text = pieces(item).map(([words, role]) => (role ? make("mark", { class: role }, words) : words));
  return make("figure", {}, make("blockquote", { dir: "auto", tabindex: "0" }, ...text), make("figcaption", {},
    make("strong", { dir: "auto" }, short(source.title, 300)),
    [documentLine(source), page ? fill(T.page, { page }) : "", fill(T.characters, { start, end })].filter(Boolean).join(" · "), make("br"),
    `${T.confidence} ${percent(item.confidence)} · ${T.rule} `, make("code", {}, item.rule)));
}
function factCard(fact) {
  return [
    head(make("h2", {}, T.evidence)),
    make("div", { class: "stated" }, bodyLink(fact.from),
      make("span", { class: "predicate" }, swatch(relations.get(fact.predicate)), T[fact.predicate]), bodyLink(fact.to)),
    ...(fact.evidence.length ? fact.evidence.slice(0, 50).map(quote) : [make("p", { class: "note" }, T.no_evidence)]),
  ];
}
function jointCard(pair) {
  const events = pair.events.map((event) => {
    const said = [pair.from, pair.to].flatMap((id) => bodies[id].facts.filter((fact) => fact.to === event && fact.listed));
    return make("li", {}, bodyLink(event), make("ul", {}, ...said.map((fact) => make("li", { class: "fact" },
      make("span", {}, nameElement(short(bodies[fact.from].label, 70)), ` ${T[fact.predicate]}`), why(bodies[fact.from].label, () => selectFact(fact.id, { focus: true }))))));
  });
  return [head(make("h2", {}, T.joint)), make("div", { class: "stated" }, bodyLink(pair.from), make("span", { class: "predicate" }, jointSwatch(), T.joint_with), bodyLink(pair.to)),
    make("p", { class: "note" }, T.joint_note), ...section(counted("Event", pair.events.length), make("ul", { class: "events" }, ...events))];
}
const jointSwatch = () => draw("svg", { viewBox: "0 0 30 18", "aria-hidden": "true" },
  draw("line", { x1: 1, y1: 9, x2: 29, y2: 9, stroke: "var(--joint)", "stroke-width": 2.6, "stroke-dasharray": "1 4" }));
const groupSwatch = (group) => draw("svg", { viewBox: "0 0 30 18", "aria-hidden": "true" },
  draw("circle", { cx: 15, cy: 9, r: 8, fill: `hsl(${group.hue} ${colour.group})` }));
function groupCard(group) {
  const members = [...group.members].sort((a, b) => a.rank - b.rank);
  return [head(make("h2", { dir: "auto" }, group.name)), make("p", { class: "meta" }, [T.group, group.theme, fill(T.group_size, { count: members.length })].filter(Boolean).join(" · ")),
    make("p", { class: "note" }, T.group_note),
    ...(folding ? [make("button", { type: "button", class: "plain", onclick: () => unfold(group.id) }, state.open.has(group.id) ? T.fold : T.unfold)] : []),
    ...section(T.members, rows(members, (body) => make("li", { class: "fact" }, bodyLink(body.id), make("span", { class: "meta" }, String(body.degree))), 25))];
}
function linkCard(name) {
  const link = links.get(name);
  if (!link) return [make("p", { class: "note" }, T.nothing_selected)];
  const [a, b] = link;
  const found = [...shownFacts].map((id) => facts[id]).filter((fact) => {
    const stand = [standsFor(bodies[fact.from]), standsFor(bodies[fact.to])];
    return (stand[0] === a && stand[1] === b) || (stand[0] === b && stand[1] === a);
  }).sort((x, y) => y.confidence - x.confidence || x.id - y.id);
  const end = (id) => (typeof id === "number" ? bodyLink(id) : groupLink(groups[Number(id.slice(1))]));
  return [head(make("h2", {}, counted("relation", found.length))), make("div", { class: "stated" }, end(a), make("span", { class: "predicate" }, T.between), end(b)),
    rows(found, (fact) => make("li", { class: "fact" }, make("span", {}, nameElement(short(bodies[fact.from].label, 60)), ` ${T[fact.predicate]} `, nameElement(short(bodies[fact.to].label, 60))),
      why(`${bodies[fact.from].label} – ${bodies[fact.to].label}`, () => selectFact(fact.id, { focus: true }))), 40)];
}
function emptyCard() {
  const best = byDegree.filter((body) => shownBodies.has(body.id)).slice(0, 8);
  const unplaced = bodies.filter((body) => body.unplaced);
  return [make("p", { class: "note" }, T.nothing_selected), ...(folding ? [make("p", { class: "note" }, T.fold_hint)] : []),
    ...(best.length ? section(T.best_connected, make("ul", {}, ...best.map((body) => make("li", { class: "fact" }, bodyLink(body.id), make("span", { class: "meta" }, String(body.degree)))))) : []),
    ...(unplaced.length ? section(`${T.unplaced} (${unplaced.length})`, make("p", { class: "note" }, T.unplaced_note),
      rows(unplaced, (body) => make("li", {}, bodyLink(body.id)), 20)) : [])];
}
function showCard() {
  const { selected } = state;
  const cards = { body: () => bodyCard(bodies[selected.id]), fact: () => factCard(facts[selected.id]), joint: () => jointCard(joint[selected.id]),
    group: () => groupCard(groups[selected.id]), link: () => linkCard(selected.id) };
  $("card").replaceChildren(...(selected === null ? emptyCard() : cards[selected.kind]()));
  $("card").scrollTop = 0;
}
