// The list of kinds follows while she types.
const box = document.querySelector("[data-filter]");
const rows = [...document.querySelector(box.dataset.filter).children];
box.addEventListener("input", () => {
  const text = box.value.trim().toLowerCase();
  for (const row of rows) row.hidden = !(row.dataset.text || "").toLowerCase().includes(text);
});
