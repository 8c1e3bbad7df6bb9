"use strict";
(() => {
  const all = (query) => Array.from(document.querySelectorAll(query));

  // Folding everything, and opening what an address leads to.
  const comments = () => all("#thread .comments details");
  for (const [id, open] of [["fold-all", false], ["open-all", true]]) {
    const button = document.getElementById(id);
    if (!button) continue;
    button.hidden = false;
    button.addEventListener("click", () => comments().forEach((it) => { it.open = open; }));
  }
  const reveal = () => {
    const place = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!place) return;
    place.closest(".large")?.classList.add("whole");
    for (let it = place; it; it = it.parentElement) if (it.tagName === "DETAILS") it.open = true;
    const own = place.querySelector("details");
    if (own && place.tagName === "LI") {
      own.open = true;
      own.querySelector("summary").focus({ preventScroll: true });
    }
    place.scrollIntoView();
  };
  addEventListener("hashchange", reveal);
  // A link to where the address leads already changes nothing, so that no event tells of it.
  addEventListener("click", (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link && link.getAttribute("href") === location.hash) reveal();
  });
  addEventListener("DOMContentLoaded", () => { if (location.hash) reveal(); });

  // Tables that are sorted by a click on the name of a column; what is unknown comes last.
  const value = (row, column) => row.cells[column].dataset.v;
  const compare = (a, b) => {
    const [x, y] = [Number(a), Number(b)];
    return Number.isNaN(x) || Number.isNaN(y) ? a.localeCompare(b, "en") : x - y;
  };
  const sort = (table, column, sign) => {
    const body = table.tBodies[0];
    const rows = Array.from(body.rows);
    rows.sort((a, b) => {
      const [x, y] = [value(a, column), value(b, column)];
      if (x === undefined || y === undefined) return (x === undefined) - (y === undefined);
      return sign * compare(x, y);
    });
    body.append(...rows);
  };
  for (const table of all("table.sortable")) {
    const heads = Array.from(table.tHead.rows[0].cells);
    heads.forEach((head, column) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.textContent = head.textContent;
      head.replaceChildren(button);
      button.addEventListener("click", () => {
        const first = column === 0 ? "ascending" : "descending";
        const other = first === "ascending" ? "descending" : "ascending";
        const order = head.getAttribute("aria-sort") === first ? other : first;
        heads.forEach((it) => it.removeAttribute("aria-sort"));
        head.setAttribute("aria-sort", order);
        sort(table, column, order === "ascending" ? 1 : -1);
      });
    });
  }
})();
