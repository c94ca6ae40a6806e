// Makes the headings of a table into buttons that sort its rows, by data-sort where a cell has one.
export function enhance(table) {
  if (table.dataset.ready || !table.tBodies[0] || table.tBodies[0].rows.length < 3) return;
  table.dataset.ready = "yes";
  const headings = [...table.tHead.rows[0].cells];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  const key = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.sort ?? cell.textContent.trim();
  };
  headings.forEach((heading, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = heading.textContent;
    heading.replaceChildren(button);
    button.addEventListener("click", () => {
      const up = heading.getAttribute("aria-sort") !== "ascending";
      headings.forEach((other) => other.removeAttribute("aria-sort"));
      heading.setAttribute("aria-sort", up ? "ascending" : "descending");
      const rows = [...table.tBodies[0].rows];
      rows.sort((a, b) => collator.compare(key(a, column), key(b, column)) * (up ? 1 : -1));
      table.tBodies[0].append(...rows);
    });
  });
}
