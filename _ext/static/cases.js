// Filters the list of cases by country, industry and chapter. Without this script the list is whole.
// The choice is in the address, so that it can be sent to somebody and survives a reload.

import { say } from "./words.js";

// `index` is the place of the column in the table.
const FILTERS = [
  { name: "country", index: 2, all: say("All countries"), several: true },
  { name: "industry", index: 3, all: say("All industries") },
  { name: "chapter", index: 5, all: say("All chapters"), inOrder: true },
];

/** Return what a cell says; a country cell may name several, with commas between. */
function values(row, { index, several }) {
  const text = row.cells[index].textContent.trim();
  return several ? text.split(/\s*,\s*/) : [text];
}

function start(list) {
  const rows = [...list.querySelectorAll("tbody tr")];
  const heads = [...list.querySelectorAll("thead th")].map((head) => head.textContent.trim());
  const filters = FILTERS.map((filter) => ({ ...filter, column: heads[filter.index] }));
  const asked = new URLSearchParams(location.search);
  const bar = list.querySelector(".case-filter");
  const status = document.createElement("p");
  status.className = "case-count";
  status.setAttribute("role", "status");
  const reset = document.createElement("button");
  reset.type = "button";
  reset.textContent = say("Show all");

  for (const filter of filters) {
    const found = [...new Set(rows.flatMap((row) => values(row, filter)))];
    if (!filter.inOrder) found.sort((a, b) => a.localeCompare(b, document.documentElement.lang));
    const label = document.createElement("label");
    filter.select = document.createElement("select");
    filter.select.autocomplete = "off";
    filter.select.append(new Option(filter.all, ""), ...found.map((text) => new Option(text)));
    const wanted = asked.get(filter.name);
    if (found.includes(wanted)) filter.select.value = wanted;
    filter.select.addEventListener("change", apply);
    label.append(filter.column, filter.select);
    bar.append(label);
  }
  reset.addEventListener("click", () => {
    for (const { select } of filters) select.value = "";
    filters[0].select.focus();
    apply();
  });
  bar.append(reset, status);

  function apply() {
    const chosen = filters.filter(({ select }) => select.value);
    for (const row of rows) {
      row.hidden = !chosen.every((filter) => values(row, filter).includes(filter.select.value));
    }
    const shown = rows.filter((row) => !row.hidden).length;
    const none = shown ? "" : say("No case is all of this: choose less.");
    const told = say("{shown} of {count} cases.", { shown, count: rows.length });
    status.textContent = `${told} ${none}`.trim();
    reset.hidden = chosen.length === 0;
    const address = new URL(location.href);
    for (const { name, select } of filters) {
      if (select.value) address.searchParams.set(name, select.value);
      else address.searchParams.delete(name);
    }
    history.replaceState(history.state, "", address);
  }

  apply();
}

for (const list of document.querySelectorAll(".case-list")) start(list);
