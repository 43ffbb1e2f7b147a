// Completion in the query editor: prefixes, terms, variables and keywords, from the keyboard. Without this script the
// editor is a plain field that works.
"use strict";
(() => {
  const field = document.getElementById("query");
  const list = document.getElementById("complete");
  const known = JSON.parse(document.getElementById("completions").textContent);
  const keywords = ("SELECT DISTINCT REDUCED CONSTRUCT DESCRIBE ASK FROM NAMED WHERE GRAPH OPTIONAL UNION MINUS FILTER " +
    "EXISTS NOT BIND VALUES AS GROUP BY HAVING ORDER ASC DESC LIMIT OFFSET PREFIX BASE COUNT SUM MIN MAX AVG SAMPLE " +
    "GROUP_CONCAT SEPARATOR IF COALESCE BOUND STR LANG LANGMATCHES DATATYPE IRI STRDT STRLANG CONCAT SUBSTR STRLEN " +
    "REPLACE UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER REGEX ABS ROUND CEIL FLOOR YEAR MONTH DAY " +
    "ISIRI ISLITERAL ISNUMERIC IN").split(" ");
  const most = 12;
  let found = [];
  let chosen = 0;
  let typed = "";

  document.getElementById("complete-help").hidden = false;
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", "complete");
  field.setAttribute("aria-expanded", "false");

  function word() {
    const before = field.value.slice(0, field.selectionStart);
    return /[?$]?[\w:-]*$/.exec(before)[0];
  }

  function candidates(start) {
    if (start.startsWith("?") || start.startsWith("$")) {
      const names = new Set(field.value.match(/[?$]\w+/g) || []);
      names.delete(start);
      return [...names].sort().filter((name) => name.startsWith(start));
    }
    const low = start.toLowerCase();
    if (start.includes(":")) return known.terms.filter((term) => term.toLowerCase().startsWith(low) && term !== start);
    const prefixes = Object.keys(known.prefixes).sort().map((name) => name + ":");
    const inside = known.terms.filter((term) => term.split(":")[1].toLowerCase().startsWith(low));
    const words = keywords.filter((name) => name.toLowerCase().startsWith(low) && name !== start);
    return [...prefixes.filter((name) => name.startsWith(low)), ...words, ...inside];
  }

  function hide() {
    list.hidden = true;
    found = [];
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  }

  function draw() {
    list.replaceChildren(...found.map((text, index) => {
      const item = document.createElement("li");
      item.id = "complete-" + index;
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", String(index === chosen));
      item.textContent = text;
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(index); });
      return item;
    }));
    field.setAttribute("aria-activedescendant", "complete-" + chosen);
    list.children[chosen].scrollIntoView({ block: "nearest" });
  }

  function place() {
    const style = getComputedStyle(field);
    const lines = field.value.slice(0, field.selectionStart).split("\n");
    const high = parseFloat(style.lineHeight);
    const wide = parseFloat(style.fontSize) * 0.6;
    list.style.top = Math.min(lines.length * high - field.scrollTop + 12, field.clientHeight) + "px";
    list.style.left = Math.min((lines[lines.length - 1].length - typed.length) * wide + 12, field.clientWidth - 240) + "px";
  }

  function offer(force) {
    typed = word();
    if (!force && typed.length < 2) return hide();
    found = candidates(typed).slice(0, most);
    if (!found.length) return hide();
    chosen = 0;
    list.hidden = false;
    field.setAttribute("aria-expanded", "true");
    draw();
    place();
  }

  function take(index) {
    const at = field.selectionStart;
    field.setRangeText(found[index], at - typed.length, at, "end");
    hide();
    field.focus();
  }

  field.addEventListener("input", () => offer(false));
  field.addEventListener("blur", hide);
  field.addEventListener("click", hide);
  field.addEventListener("keydown", (event) => {
    if (event.ctrlKey && event.key === "Enter") return field.form.requestSubmit();
    if (event.ctrlKey && event.key === " ") { event.preventDefault(); return offer(true); }
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      chosen = (chosen + (event.key === "ArrowDown" ? 1 : found.length - 1)) % found.length;
      draw();
    } else if (event.key === "Enter" || event.key === "Tab") {
      take(chosen);
    } else if (event.key === "Escape") {
      hide();
    } else {
      return;
    }
    event.preventDefault();
  });
})();
