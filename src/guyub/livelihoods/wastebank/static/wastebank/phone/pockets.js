// Into which savings, or out of which: locked ones are named with the day on which they open.
import { dayText, el, note, say } from "../../web/phone/page.js";
import { again, app, keep, today } from "./app.js";

const isLocked = (pocket) => Boolean(pocket.locked) && (!pocket.opens || pocket.opens > today());
const lockOf = (pocket) => (pocket.opens ? say("lockedUntil", { day: dayText(pocket.opens) }) : say("lockedLebaran"));

export const pocketNamed = (id) => (app.bank.pockets ?? []).find((pocket) => pocket.id === id);

export function pocketChoice(question) {
  const pockets = app.bank.pockets ?? [];
  if (pockets.length < 2) return null;
  const chosen = pocketNamed(app.visit.pocket) ?? pockets[0];
  const choose = async () => {
    app.visit.pocket = choice.value;
    keep();
    await again();
    const drawn = document.getElementById("pocket");
    drawn.focus({ preventScroll: true });
    drawn.closest(".stack-s").scrollIntoView({ block: "center" });
  };
  const options = pockets.map((pocket) => {
    const name = isLocked(pocket) ? `${pocket.name}, ${lockOf(pocket)}` : pocket.name;
    return el("option", { value: pocket.id, selected: pocket.id === chosen.id }, name);
  });
  const choice = el("select", { id: "pocket", onchange: choose }, options);
  const field = el("div", { class: "field" }, el("label", { for: "pocket" }, question), choice);
  return el("div", { class: "stack-s" }, field, isLocked(chosen) ? note("indigo", "lock", `${chosen.name}: ${lockOf(chosen)}.`, say("lockedMeans")) : null);
}
