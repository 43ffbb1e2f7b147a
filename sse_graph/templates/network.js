"use strict";
// The page's own script: shows the data block, fetches nothing, and writes texts only through textContent.
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const T = data.strings;
  const $ = (id) => document.getElementById(id);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
  const percent = (value) => `${Math.round(value * 100)} %`;
  const className = (key) => T[`class_${key}`] || key;

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
  const nameElement = (text) => make("span", { class: "name", dir: "auto" }, text);
  const short = (text, length = 140) => (text.length > length ? `${Array.from(text).slice(0, length).join("")}…` : text);

  // ---- the data, by number ------------------------------------------------------------------------------------------
  const bodies = [];
  for (const body of data.nodes) bodies[body.id] = { ...body, drawn: true, facts: [] };
  for (const body of data.others) bodies[body.id] = { ...body, drawn: false, facts: [] };
  const facts = [];
  for (const fact of [...data.edges, ...data.facts]) {
    facts[fact.id] = { ...fact, drawn: fact.id < data.edges.length };
    bodies[fact.from].facts.push(facts[fact.id]);
    bodies[fact.to].facts.push(facts[fact.id]);
  }
  const drawnBodies = bodies.filter((body) => body.drawn);
  const drawnFacts = facts.filter((fact) => fact.drawn);
  const relations = new Map(data.relations.map((relation) => [relation.key, relation]));
  const large = drawnBodies.length > data.labelled;
  const factKey = (fact) => [bodies[fact.from].key, fact.predicate, bodies[fact.to].key].map(encodeURIComponent).join(",");
  const degree = (body) => body.facts.filter((fact) => fact.drawn).length;
  const byDegree = drawnBodies.map((body) => ({ body, degree: degree(body) }))
    .sort((a, b) => b.degree - a.degree || a.body.id - b.body.id).map((item) => item.body);

  // ---- colours: the style sheet holds them, for light and dark --------------------------------------------------------
  let colour = {};
  function readColours() {
    const style = getComputedStyle(document.documentElement);
    const get = (name) => style.getPropertyValue(`--${name}`).trim();
    colour = { ground: get("ground"), ink: get("ink"), soft: get("soft"), paper: get("paper"), tint: get("tint"), main: {}, relation: {} };
    for (const item of data.classes) colour.main[item.key] = get(`c-${item.key}`);
    for (const item of data.relations) colour.relation[item.key] = get(`r-${item.key}`);
  }
  readColours();

  // ---- what is shown --------------------------------------------------------------------------------------------------
  const state = { selected: null, hidden: new Set(), document: "", confidence: 0, table: false, rows: 200 };
  const factShown = (fact) => fact.drawn && !state.hidden.has(fact.predicate) && !state.hidden.has(bodies[fact.from].main)
    && !state.hidden.has(bodies[fact.to].main) && fact.confidence * 100 >= state.confidence - 1e-9
    && (state.document === "" || fact.evidence.some((item) => item.document === Number(state.document)));
  let shownFacts = new Set();
  let shownBodies = new Set();
  function computeShown() {
    shownFacts = new Set(drawnFacts.filter(factShown).map((fact) => fact.id));
    shownBodies = new Set();
    for (const id of shownFacts) shownBodies.add(facts[id].from).add(facts[id].to);
  }
  computeShown();

  // ---- the drawing ----------------------------------------------------------------------------------------------------
  const place = new Map(drawnBodies.map((body) => [body.id, { x: body.x, y: body.y }]));
  const crowded = drawnFacts.length > 400;
  function near() {
    if (state.selected === null) return null;
    const nodes = new Set();
    const lines = new Set();
    if (state.selected.kind === "fact") {
      const fact = facts[state.selected.id];
      nodes.add(fact.from).add(fact.to);
      lines.add(fact.id);
    } else {
      nodes.add(state.selected.id);
      for (const fact of bodies[state.selected.id].facts) {
        if (shownFacts.has(fact.id)) { nodes.add(fact.from).add(fact.to); lines.add(fact.id); }
      }
    }
    return { nodes, lines };
  }
  let lit = null;
  function nodeLook(body) {
    const fill = colour.main[body.main];
    const chosen = state.selected !== null && state.selected.kind === "body" && state.selected.id === body.id;
    return {
      id: body.id, hidden: !shownBodies.has(body.id), opacity: lit === null || lit.nodes.has(body.id) ? 1 : 0.18,
      borderWidth: chosen ? 4 : 1.5,
      color: { background: fill, border: chosen ? colour.ink : colour.ground,
        highlight: { background: fill, border: colour.ink }, hover: { background: fill, border: colour.ink } },
    };
  }
  function factLook(fact) {
    const apart = bodies[fact.from].group !== bodies[fact.to].group;
    const chosen = lit !== null && lit.lines.has(fact.id);
    const rest = crowded ? (apart ? 0.16 : 0.4) : 0.85;
    const line = colour.relation[fact.predicate];
    const main = fact.predicate === "partnerOf" || fact.predicate === "organizes";
    return {
      id: fact.id, hidden: !shownFacts.has(fact.id), width: chosen ? 3 : (main && !crowded ? 2.4 : crowded ? 1 : 1.6),
      color: { color: line, highlight: line, hover: line, opacity: lit === null ? rest : chosen ? 1 : 0.07 },
    };
  }
  function bend(fact) {
    if (fact.lane === 0) return false;
    const forward = fact.from < fact.to;
    const left = (fact.lane % 2 === 1) === forward;
    return { enabled: true, type: left ? "curvedCW" : "curvedCCW", roundness: 0.16 * Math.ceil(fact.lane / 2) };
  }
  const nodeSet = new vis.DataSet(drawnBodies.map((body) => (
    { shape: body.shape, size: body.size, x: body.x, y: body.y, ...nodeLook(body) })));
  const edgeSet = new vis.DataSet(drawnFacts.map((fact) => ({
    from: fact.from, to: fact.to, arrows: fact.arrows || undefined, dashes: crowded ? false : fact.dashes, smooth: bend(fact), ...factLook(fact) })));
  const box = $("network");
  const network = new vis.Network(box, { nodes: nodeSet, edges: edgeSet }, {
    autoResize: true, physics: { enabled: false }, layout: { improvedLayout: false, randomSeed: 1 },
    nodes: { font: { size: 0 }, shadow: false, labelHighlightBold: false },
    edges: { smooth: false, selectionWidth: 1, hoverWidth: 1, arrows: { to: { scaleFactor: 0.65 } } },
    interaction: { hover: true, tooltipDelay: 1e9, hideEdgesOnDrag: drawnFacts.length > 3000, hideEdgesOnZoom: drawnFacts.length > 6000, keyboard: false },
  });
  const canvas = box.querySelector("canvas");
  canvas.setAttribute("aria-hidden", "true");

  const looks = new Map();
  const changed = (key, look) => {
    const text = JSON.stringify(look);
    if (looks.get(key) === text) return false;
    looks.set(key, text);
    return true;
  };
  for (const body of drawnBodies) changed(`b${body.id}`, nodeLook(body));
  for (const fact of drawnFacts) changed(`f${fact.id}`, factLook(fact));
  function repaint() {
    lit = near();
    nodeSet.update(drawnBodies.map(nodeLook).filter((look) => changed(`b${look.id}`, look)));
    edgeSet.update(drawnFacts.map(factLook).filter((look) => changed(`f${look.id}`, look)));
    network.redraw();
  }

  // Labels are drawn by us, at a readable size at every zoom, the best joined first, none over another.
  const family = getComputedStyle(document.body).fontFamily;
  let hovered = null;
  let fitScale = 1;
  const widths = new Map();
  function widthOf(ctx, line, size) {
    const key = `${size}|${line}`;
    if (!widths.has(key)) widths.set(key, ctx.measureText(line).width);
    return widths.get(key);
  }
  function drawLabels(ctx) {
    const scale = network.getScale();
    const ratio = canvas.width / canvas.clientWidth || 1;
    const size = large ? 12.5 : Math.round(Math.min(16, Math.max(11, 13 * scale)) * 2) / 2;
    const first = [];
    if (state.selected !== null && state.selected.kind === "body") first.push(state.selected.id);
    if (hovered !== null) first.push(hovered);
    const important = lit === null ? [] : byDegree.filter((body) => lit.nodes.has(body.id)).map((body) => body.id);
    const most = large ? Math.min(220, Math.round(34 * Math.max(1, scale / fitScale) ** 2)) : 400;
    const order = lit === null ? [...first, ...byDegree.map((body) => body.id)] : [...first, ...important];
    // No label on another body either, as long as that can be had.
    const dots = large ? [] : drawnBodies.filter((body) => shownBodies.has(body.id)).map((body) => {
      const at = network.canvasToDOM(place.get(body.id));
      const half = body.size * scale * 0.8;
      return [at.x - half, at.y - half, at.x + half, at.y + half];
    });
    const taken = [];
    const done = new Set();
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.textAlign = "center";
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    ctx.lineWidth = 4.5;
    const right = canvas.clientWidth;
    const bottom = canvas.clientHeight;
    let drawn = 0;
    for (const id of order) {
      if (drawn >= most) break;
      if (done.has(id) || !place.has(id) || !shownBodies.has(id)) continue;
      done.add(id);
      const at = network.canvasToDOM(place.get(id));
      if (at.x < -60 || at.y < -60 || at.x > right + 60 || at.y > bottom + 20) continue;
      const body = bodies[id];
      const strong = first.includes(id) || (large && byDegree.indexOf(body) < 12 && scale < fitScale * 1.5);
      ctx.font = `${strong ? 600 : 400} ${size}px ${family}`;
      const line = size * 1.27;
      const top = at.y + body.size * scale + 3;
      const width = Math.max(...body.lines.map((text) => widthOf(ctx, text, `${strong}${size}`))) + 4;
      const area = [at.x - width / 2, top, at.x + width / 2, top + line * body.lines.length];
      const meets = (other) => area[0] < other[2] && other[0] < area[2] && area[1] < other[3] && other[1] < area[3];
      if (taken.some(meets) || (!first.includes(id) && dots.some(meets))) continue;
      taken.push(area);
      if (!large) {
        ctx.globalAlpha = 0.72;
        ctx.fillStyle = colour.ground;
        ctx.fillRect(area[0], area[1], width, area[3] - area[1]);
        ctx.globalAlpha = 1;
      }
      ctx.strokeStyle = colour.ground;
      ctx.fillStyle = colour.ink;
      body.lines.forEach((text, row) => {
        ctx.strokeText(text, at.x, top + row * line);
        ctx.fillText(text, at.x, top + row * line);
      });
      drawn += 1;
    }
    ctx.restore();
    page.labels = taken;
  }

  // Groups of a large network: a tinted hull behind each.
  const members = Array.from({ length: data.groups }, (_, group) => drawnBodies.filter((body) => body.group === group).map((body) => body.id));
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
  function drawGroups(ctx) {
    members.forEach((ids, group) => {
      const points = ids.filter((id) => shownBodies.has(id)).map((id) => place.get(id));
      if (points.length < 3) return;
      const outline = hull(points);
      ctx.save();
      // Opaque: where a translucent rim and fill overlap there would be a third tint.
      ctx.fillStyle = ctx.strokeStyle = `hsl(${(group * 137.5) % 360} ${colour.tint})`;
      ctx.lineWidth = 44;
      ctx.lineJoin = "round";
      ctx.beginPath();
      outline.forEach((point, index) => (index ? ctx.lineTo(point.x, point.y) : ctx.moveTo(point.x, point.y)));
      ctx.closePath();
      ctx.fill();
      ctx.stroke();
      ctx.restore();
    });
  }
  network.on("beforeDrawing", drawGroups);
  network.on("afterDrawing", drawLabels);

  function fit() {
    const ids = drawnBodies.filter((body) => shownBodies.has(body.id)).map((body) => body.id);
    if (!ids.length || !box.clientWidth || !box.clientHeight) return;
    const span = { left: Infinity, right: -Infinity, top: Infinity, bottom: -Infinity };
    for (const id of ids) {
      const { x, y } = place.get(id);
      const body = bodies[id];
      const half = large ? body.size : Math.max(body.size, Math.max(...body.lines.map((line) => line.length)) * 3.7);
      const below = body.size + (large ? 0 : 8 + body.lines.length * 17);
      span.left = Math.min(span.left, x - half);
      span.right = Math.max(span.right, x + half);
      span.top = Math.min(span.top, y - body.size);
      span.bottom = Math.max(span.bottom, y + below);
    }
    const [width, height] = [box.clientWidth - (large ? 90 : 40), box.clientHeight - (large ? 90 : 40)];
    const scale = Math.max(0.02, Math.min(width / (span.right - span.left + 1), height / (span.bottom - span.top + 1), 1.5));
    fitScale = scale;
    const lower = large ? 14 / scale : 0; // room for the labels of the lowest row, which do not shrink
    network.moveTo({ position: { x: (span.left + span.right) / 2, y: (span.top + span.bottom) / 2 + lower }, scale, animation: false });
  }
  const zoom = (factor) => network.moveTo({ scale: network.getScale() * factor, animation: false });
  function pan(x, y) {
    const at = network.getViewPosition();
    network.moveTo({ position: { x: at.x + x / network.getScale(), y: at.y + y / network.getScale() }, animation: false });
  }

  // ---- selection ------------------------------------------------------------------------------------------------------
  function select(selected, { focus = false, centre = false } = {}) {
    state.selected = selected;
    repaint();
    showCard();
    writeLink();
    if (centre && selected !== null && selected.kind === "body" && place.has(selected.id) && (large || !inSight(selected.id))) {
      network.moveTo({ position: place.get(selected.id), scale: Math.max(network.getScale(), large ? 0.7 : fitScale), animation: false });
    }
    if (focus) $("card").focus({ preventScroll: false });
  }
  function inSight(id) {
    const at = network.canvasToDOM(place.get(id));
    return at.x > 20 && at.y > 20 && at.x < box.clientWidth - 20 && at.y < box.clientHeight - 40;
  }
  const selectBody = (id, options) => select({ kind: "body", id }, options);
  const selectFact = (id, options) => select({ kind: "fact", id }, options);

  network.on("click", (event) => {
    const node = event.nodes.length ? event.nodes[0] : network.getNodeAt(event.pointer.DOM);
    const edge = event.edges.length ? event.edges[0] : undefined;
    if (node !== undefined) selectBody(node);
    else if (edge !== undefined) selectFact(edge);
    else select(null);
    network.unselectAll();
  });
  network.on("hoverNode", (event) => { hovered = event.node; box.classList.add("pointing"); network.redraw(); });
  network.on("blurNode", () => { hovered = null; network.redraw(); });
  const follow = (event) => {
    for (const [id, at] of Object.entries(network.getPositions(event.nodes))) place.set(Number(id), at);
  };
  network.on("dragging", follow);
  network.on("dragEnd", follow);

  // ---- the card -------------------------------------------------------------------------------------------------------
  const bodyLink = (id, text) => make("button", { type: "button", class: "link", onclick: () => selectBody(id, { focus: true, centre: true }) },
    nameElement(short(text || bodies[id].label)));
  const head = (element) => make("div", { class: "head" }, element,
    make("button", { type: "button", "aria-label": T.close, title: T.close, onclick: () => { select(null); $("search").focus(); } }, "×"));
  const badges = (body) => make("div", { class: "badges" },
    ...[body.main, ...body.classes].map((key) => make("span", { class: `badge ${body.main}` }, className(key))));
  const documentLine = (item) => [item.identifier === item.title ? null : item.identifier, item.date || null].filter(Boolean).join(" · ");

  function bodyCard(body) {
    const card = [head(make("h2", { dir: "auto" }, body.label)), badges(body)];
    if (body.names.length) {
      card.push(make("h3", {}, T.other_names), make("ul", { class: "names" }, ...body.names.map((name) => make("li", {}, nameElement(name)))));
    }
    for (const relation of data.relations) {
      for (const outward of relation.symmetric ? [null] : [true, false]) {
        const found = body.facts.filter((fact) => fact.predicate === relation.key && (outward === null || (fact.from === body.id) === outward));
        if (!found.length) continue;
        const title = T[outward === false ? `${relation.key}_inverse` : relation.key];
        const rows = found.map((fact) => {
          const other = fact.from === body.id ? fact.to : fact.from;
          return { fact, other, name: bodies[other].label };
        }).sort((a, b) => a.name.localeCompare(b.name, data.lang) || a.fact.id - b.fact.id);
        card.push(make("h3", {}, `${title} (${rows.length})`), make("ul", {}, ...rows.map(({ fact, other, name }) => make("li", { class: "fact" },
          bodyLink(other), make("button", { type: "button", class: "why", "aria-label": fill(T.why, { name: short(name, 60) }),
            onclick: () => selectFact(fact.id, { focus: true }) }, T.why_short)))));
      }
    }
    if (body.documents.length) {
      card.push(make("h3", {}, T.documents), make("ul", {}, ...body.documents.map((index) => {
        const item = data.documents[index];
        return make("li", {}, nameElement(short(item.title)), make("div", { class: "meta" }, documentLine(item)));
      })));
    }
    card.push(make("h3", {}, T.identifier), make("p", {}, make("code", {}, short(body.iri, 400))));
    return card;
  }

  function swatch(relation) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const set = (element, attributes) => Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
    set(svg, { viewBox: "0 0 30 18", "aria-hidden": "true" });
    const line = document.createElementNS(svg.namespaceURI, "line");
    const stroke = `var(--r-${relation.key})`;
    set(line, { x1: 1, y1: 9, x2: relation.symmetric ? 29 : 23, y2: 9, stroke, "stroke-width": relation.key === "partnerOf" || relation.key === "organizes" ? 3 : 2.2,
      ...(relation.dashes ? { "stroke-dasharray": relation.dashes.map((length) => length * 0.7).join(" ") } : {}) });
    svg.append(line);
    if (!relation.symmetric) {
      const tip = document.createElementNS(svg.namespaceURI, "path");
      set(tip, { d: "M22 4.5 L29.5 9 L22 13.5 Z", fill: stroke });
      svg.append(tip);
    }
    return svg;
  }
  function shape(item) {
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const paths = { dot: "M15 2 a7 7 0 1 0 .01 0 Z", diamond: "M15 1 L23 9 L15 17 L7 9 Z", square: "M9 3 h12 v12 h-12 Z",
      triangle: "M15 2 L22.5 15 L7.5 15 Z", hexagon: "M11 2.5 h8 l4 6.5 l-4 6.5 h-8 l-4 -6.5 Z" };
    svg.setAttribute("viewBox", "0 0 30 18");
    svg.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(svg.namespaceURI, "path");
    path.setAttribute("d", paths[item.shape]);
    path.setAttribute("fill", `var(--c-${item.key})`);
    svg.append(path);
    return svg;
  }

  function quote(item) {
    const source = data.documents[item.document];
    const text = item.parts.map(([words, role]) => (role ? make("mark", { class: role }, words) : words));
    return make("figure", {}, make("blockquote", { dir: "auto" }, ...text), make("figcaption", {},
      make("strong", { dir: "auto" }, short(source.title, 300)),
      [documentLine(source), fill(T.characters, item)].filter(Boolean).join(" · "), make("br"),
      `${T.confidence} ${percent(item.confidence)} · ${T.rule} `, make("code", {}, item.rule)));
  }
  function factCard(fact) {
    return [
      head(make("h2", {}, T.evidence)),
      make("div", { class: "stated" }, bodyLink(fact.from),
        make("span", { class: "predicate" }, swatch(relations.get(fact.predicate)), T[fact.predicate]), bodyLink(fact.to)),
      ...(fact.evidence.length ? fact.evidence.map(quote) : [make("p", { class: "note" }, T.no_evidence)]),
    ];
  }
  function showCard() {
    const card = $("card");
    if (state.selected === null) {
      card.replaceChildren(make("p", { class: "note" }, T.nothing_selected),
        ...(byDegree.length ? [make("h3", {}, T.best_connected), make("ul", {}, ...byDegree.filter((body) => shownBodies.has(body.id)).slice(0, 8)
          .map((body) => make("li", { class: "fact" }, bodyLink(body.id), make("span", { class: "meta" }, String(degree(body))))))] : []));
    } else if (state.selected.kind === "body") card.replaceChildren(...bodyCard(bodies[state.selected.id]));
    else card.replaceChildren(...factCard(facts[state.selected.id]));
    card.scrollTop = 0;
  }

  // ---- search ---------------------------------------------------------------------------------------------------------
  const plain = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const index = bodies.map((body) => ({ body, names: [body.label, ...body.names].map((name) => [name, plain(name)]), weight: body.facts.length }));
  let results = [];
  let active = -1;
  function find(text) {
    const wanted = plain(text.trim());
    if (!wanted) return [];
    const hits = [];
    for (const { body, names, weight } of index) {
      let best = null;
      names.forEach(([name, folded], row) => {
        const at = folded.indexOf(wanted);
        if (at < 0) return;
        const rank = (folded === wanted ? 0 : at === 0 ? 1 : /[\s(–-]/.test(folded[at - 1]) ? 2 : 3) + (row ? 0.4 : 0);
        if (best === null || rank < best.rank) best = { rank, alias: row ? name : null };
      });
      if (best !== null) hits.push({ body, ...best, weight });
    }
    return hits.sort((a, b) => a.rank - b.rank || b.weight - a.weight || a.body.id - b.body.id).slice(0, 12);
  }
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

  // ---- legend and filters ---------------------------------------------------------------------------------------------
  function checkbox(key, text, picture, count) {
    const control = make("input", { type: "checkbox", value: key, checked: !state.hidden.has(key) });
    const label = make("label", { class: "check" }, control, picture, make("span", {}, text), make("span", { class: "count" }, String(count)));
    control.addEventListener("change", () => {
      if (control.checked) state.hidden.delete(key); else state.hidden.add(key);
      label.classList.toggle("off", !control.checked);
      filter();
    });
    return label;
  }
  function showLegend() {
    $("classes").replaceChildren(...data.classes.map((item) => [item, drawnBodies.filter((body) => body.main === item.key).length])
      .filter(([, count]) => count).map(([item, count]) => checkbox(item.key, className(item.key), shape(item), count)));
    $("relations").replaceChildren(...data.relations.map((item) => [item, drawnFacts.filter((fact) => fact.predicate === item.key).length])
      .filter(([, count]) => count).map(([item, count]) => checkbox(item.key, T[item.key], swatch(item), count)));
    for (const control of document.querySelectorAll(".check input")) control.parentElement.classList.toggle("off", !control.checked);
    $("document").value = state.document;
    $("confidence").value = String(state.confidence);
    $("confidence-value").textContent = `${state.confidence} %`;
  }
  function filter() {
    computeShown();
    state.rows = 200;
    repaint();
    showShown();
    if (state.selected === null) showCard();
    writeLink();
  }
  function resetFilters() {
    state.hidden.clear();
    state.document = "";
    state.confidence = 0;
    showLegend();
    filter();
  }
  data.documents.forEach((item, row) => $("document").append(make("option", { value: String(row) }, short(item.title, 80))));
  $("document").addEventListener("change", (event) => { state.document = event.target.value; filter(); });
  $("confidence").addEventListener("input", (event) => {
    state.confidence = Number(event.target.value);
    $("confidence-value").textContent = `${state.confidence} %`;
    filter();
  });
  $("reset").addEventListener("click", () => { resetFilters(); fit(); });
  const isolated = data.others.filter((body) => body.isolated);
  if (isolated.length) {
    $("isolated").hidden = false;
    $("isolated-count").textContent = String(isolated.length);
    $("isolated-list").replaceChildren(...isolated.sort((a, b) => a.label.localeCompare(b.label, data.lang) || a.id - b.id).map((body) => make("li", {}, bodyLink(body.id))));
  }
  $("groups-note").hidden = data.groups === 0;

  // ---- table and downloads --------------------------------------------------------------------------------------------
  const shownList = () => [...shownFacts].map((id) => facts[id]).sort((a, b) => bodies[a.from].label.localeCompare(bodies[b.from].label, data.lang)
    || a.predicate.localeCompare(b.predicate) || bodies[a.to].label.localeCompare(bodies[b.to].label, data.lang) || a.id - b.id);
  function showTable(all = false) {
    const list = shownList();
    const rows = list.slice(0, all ? list.length : state.rows).map((fact) => make("tr", {},
      make("td", {}, bodyLink(fact.from)), make("td", {}, T[fact.predicate]), make("td", {}, bodyLink(fact.to)),
      make("td", { class: "number" }, percent(fact.confidence)),
      make("td", {}, [...new Set(fact.evidence.map((item) => item.document))].map((row) => short(data.documents[row].title, 80)).join("; ")),
      make("td", {}, make("button", { type: "button", class: "why", "aria-label": fill(T.why, { name: short(`${bodies[fact.from].label} – ${bodies[fact.to].label}`, 120) }),
        onclick: () => selectFact(fact.id, { focus: true }) }, T.why_short))));
    const titles = [T.col_from, T.col_relation, T.col_to, T.col_confidence, T.col_documents, T.col_evidence];
    $("table").replaceChildren(make("table", {}, make("caption", {}, fill(T.table_caption, { count: list.length })),
      make("thead", {}, make("tr", {}, ...titles.map((title) => make("th", { scope: "col" }, title)))), make("tbody", {}, ...rows)),
    rows.length < list.length ? make("button", { type: "button", class: "plain", onclick: () => { state.rows += 500; showTable(); } }, T.more_rows) : "");
  }
  function showShown() {
    $("shown").textContent = fill(T.shown, { nodes: shownBodies.size, edges: shownFacts.size });
    $("show-network").setAttribute("aria-pressed", String(!state.table));
    $("show-table").setAttribute("aria-pressed", String(state.table));
    $("picture").hidden = state.table;
    $("table").hidden = !state.table;
    if (state.table) showTable();
  }
  $("show-network").addEventListener("click", () => { state.table = false; showShown(); writeLink(); network.redraw(); });
  $("show-table").addEventListener("click", () => { state.table = true; showShown(); writeLink(); });
  window.addEventListener("beforeprint", () => showTable(true));

  // A cell that begins like a formula is made text: spreadsheets would run it.
  const cell = (value) => {
    const text = String(value);
    return `"${(/^\s*[=+\-@\t\r]/.test(text) ? `'${text}` : text).replace(/"/g, '""')}"`;
  };
  function csv() {
    const rows = [["subject", "subject_iri", "relation", "object", "object_iri", "confidence", "document", "quote", "rule"]];
    for (const fact of shownList()) {
      const [s, o] = [bodies[fact.from], bodies[fact.to]];
      for (const item of fact.evidence.length ? fact.evidence : [null]) {
        rows.push([s.label, s.iri, fact.predicate, o.label, o.iri, ...(item === null ? [fact.confidence, "", "", ""]
          : [item.confidence, data.documents[item.document].identifier, item.parts.map(([words]) => words).join(""), item.rule])]);
      }
    }
    return rows.map((row) => row.map(cell).join(",")).join("\r\n") + "\r\n";
  }
  function download(blob, name) {
    const address = URL.createObjectURL(blob);
    make("a", { href: address, download: name }).click();
    setTimeout(() => URL.revokeObjectURL(address), 10000);
  }
  function picture() {
    const copy = make("canvas", { width: canvas.width, height: canvas.height });
    const ctx = copy.getContext("2d");
    ctx.fillStyle = colour.ground;
    ctx.fillRect(0, 0, copy.width, copy.height);
    ctx.drawImage(canvas, 0, 0);
    return copy;
  }
  $("csv").addEventListener("click", () => download(new Blob(["\ufeff", csv()], { type: "text/csv;charset=utf-8" }), "network.csv"));
  $("png").addEventListener("click", () => {
    if (state.table) { state.table = false; showShown(); network.redraw(); }
    requestAnimationFrame(() => picture().toBlob((blob) => download(blob, "network.png"), "image/png"));
  });
  $("print").addEventListener("click", () => window.print());

  // ---- permalink: #node=… or #edge=… with the filters -----------------------------------------------------------------
  let own = "";
  function writeLink() {
    const parts = [];
    if (state.selected !== null && state.selected.kind === "body") parts.push(`node=${encodeURIComponent(bodies[state.selected.id].key)}`);
    if (state.selected !== null && state.selected.kind === "fact") parts.push(`edge=${factKey(facts[state.selected.id])}`);
    if (state.hidden.size) parts.push(`hide=${[...state.hidden].sort().join(",")}`);
    if (state.document !== "") parts.push(`document=${encodeURIComponent(data.documents[Number(state.document)].identifier)}`);
    if (state.confidence) parts.push(`confidence=${state.confidence}`);
    if (state.table) parts.push("view=table");
    own = parts.length ? `#${parts.join("&")}` : "";
    if (location.hash !== own) history.replaceState(null, "", own || location.pathname + location.search);
  }
  function readLink() {
    if (location.hash === own) return;
    const given = new Map(location.hash.slice(1).split("&").map((part) => [part.slice(0, part.indexOf("=")), part.slice(part.indexOf("=") + 1)]));
    const text = (key) => { try { return decodeURIComponent(given.get(key) || ""); } catch { return ""; } };
    const known = new Set([...data.classes, ...data.relations].map((item) => item.key));
    state.hidden = new Set(text("hide").split(",").filter((key) => known.has(key)));
    const row = data.documents.findIndex((item) => item.identifier === text("document"));
    state.document = row < 0 ? "" : String(row);
    state.confidence = Math.min(100, Math.max(0, Math.round(Number(text("confidence")) || 0)));
    state.table = text("view") === "table";
    computeShown();
    showLegend();
    showShown();
    const body = text("node") ? bodies.find((item) => item.key === text("node") || item.iri === text("node")) : undefined;
    const fact = given.has("edge") ? facts.find((item) => factKey(item) === given.get("edge")) : undefined;
    if (body) selectBody(body.id, { centre: large });
    else if (fact) selectFact(fact.id);
    else select(null);
  }
  window.addEventListener("hashchange", readLink);

  // ---- keyboard and theme ---------------------------------------------------------------------------------------------
  box.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: [-60, 0], ArrowRight: [60, 0], ArrowUp: [0, -60], ArrowDown: [0, 60] }[event.key];
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (step) pan(...step);
    else if (event.key === "+" || event.key === "=") zoom(1.25);
    else if (event.key === "-") zoom(0.8);
    else if (event.key === "0") fit();
    else if (event.key === "Escape") select(null);
    else return;
    event.preventDefault();
  });
  $("zoom-in").addEventListener("click", () => zoom(1.25));
  $("zoom-out").addEventListener("click", () => zoom(0.8));
  $("fit").addEventListener("click", fit);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); repaint(); });
  let width = box.clientWidth;
  new ResizeObserver(() => {
    if (box.clientWidth && Math.abs(box.clientWidth - width) > 40) { width = box.clientWidth; network.setSize("100%", "100%"); fit(); }
  }).observe(box);

  /** For tests and for pages that embed this one: choose by key or IRI, and see what is shown. */
  const page = {
    labels: [],
    selectNode: (key) => selectBody(bodies.find((body) => body.key === key || body.iri === key).id, { centre: true }),
    selectEdge: (subject, predicate, object) => selectFact(facts.find((fact) => fact.predicate === predicate
      && bodies[fact.from].key === subject && bodies[fact.to].key === object).id),
    pointOf: (key) => network.canvasToDOM(place.get(bodies.find((body) => body.key === key || body.iri === key).id)),
    scale: () => network.getScale(), csv, fit,
    shown: () => ({ nodes: shownBodies.size, edges: shownFacts.size, labels: page.labels.length }),
  };
  window.sseGraph = page;

  showLegend();
  showShown();
  showCard();
  fit();
  readLink();
  document.documentElement.dataset.ready = "true";
})();
