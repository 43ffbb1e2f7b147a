// The groups of a large network: listed, looked at, unfolded.
function showGroups() {
  $("groups").hidden = groups.length === 0 || data.map !== null;
  $("fold-all").hidden = !folding;
  $("fold-all").textContent = state.open.size ? T.fold_all : T.unfold_all;
  $("group-list").replaceChildren(...groups.filter((group) => group.members.some((body) => shownBodies.has(body.id))).map((group) => {
    const shown = group.members.filter((body) => shownBodies.has(body.id)).length;
    return make("li", {}, make("button", { type: "button", class: "group", ...(folding ? { "aria-expanded": String(state.open.has(group.id)) } : {}),
      onclick: () => { if (folding) unfold(group.id); else { selectGroup(group.id); look(frame(group.members.map((body) => body.id)), 1.2); } } },
    groupSwatch(group), make("span", {}, nameElement(short(group.name, 60)), ...(group.theme ? [make("small", {}, short(group.theme, 40))] : [])),
    make("span", { class: "count" }, String(shown))));
  }));
}
$("fold-all").addEventListener("click", () => {
  if (state.open.size) state.open.clear(); else for (const group of groups) state.open.add(group.id);
  showGroups();
  repaint();
  writeLink();
  fit();
});
