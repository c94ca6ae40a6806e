// The scale: tap a kind, type its weight, tap the next kind. The tap on the next kind takes the weight before it along.
import { el, icon, note, say } from "../../web/phone/page.js";
import { again, app, content, go, keep, mainButton, now, priceOf, wordOf } from "./app.js";
import { lineAmount, quantityText, readKeys, rupiah, worth } from "./numbers.js";
import { pad } from "./pad.js";

const TILES = 11; // and one for all the others: three rows of four
const limit = (limits, unit) => (typeof limits === "number" ? limits : limits?.[unit]) ?? Infinity;

// Lines of the visit with what their kind is called, for reading out.
export const linesOf = (visit) =>
  visit.lines.map((line) => {
    const item = app.items.get(line.item);
    const amount = line.price === null ? null : lineAmount(line.quantity, line.unit, line.price);
    return { ...line, name: item?.name ?? line.name, weight: quantityText(line.quantity, line.unit, wordOf(line.unit)), amount };
  });

export const amountText = (line) => (line.amount !== null ? rupiah(line.amount) : line.mode === "B" ? say("consigned") : say("toBeChecked"));

// Takes the typed weight as a line; false when there is something to say first.
function commit() {
  const { visit } = app;
  const item = app.items.get(visit.item);
  if (!item || !visit.text) return !visit.text;
  const quantity = readKeys(visit.text, item.unit);
  if (quantity === null) return complain("noWeight");
  if (quantity > limit(app.bank.refuse_above, item.unit)) return complain("tooHeavy");
  const mark = `${visit.item}:${quantity}`;
  if (quantity > limit(app.bank.confirm_above, item.unit) && visit.confirmed !== mark) {
    visit.confirmed = mark;
    return complain("heavy", { weight: quantityText(quantity, item.unit, wordOf(item.unit)) });
  }
  const moment = visit.corrects ? visit.corrects.moment : now();
  const row = priceOf(item, { ...visit, moment });
  visit.lines.push({
    item: item.id, quantity, unit: item.unit, name: item.name, price: row?.price ?? null, mode: row?.mode ?? "A",
    deduction: row?.deduction_bp ?? 0,
  }); // prettier-ignore
  Object.assign(visit, { item: null, text: "", confirmed: "" });
  keep();
  return true;
}

function complain(word, values = {}) {
  content.querySelectorAll(".note").forEach((old) => old.remove());
  content.prepend(note("turmeric", "warning", say(word, values)));
  return false;
}

// A line priced again: another channel, another class, another moment.
export function reprice(visit) {
  const moment = visit.corrects ? visit.corrects.moment : now();
  for (const line of visit.lines) {
    const item = app.items.get(line.item);
    const row = item && priceOf(item, { ...visit, moment });
    Object.assign(line, { price: row?.price ?? null, mode: row?.mode ?? "A", deduction: row?.deduction_bp ?? 0 });
  }
}

const priceText = (item, row) => (row?.price != null ? `${rupiah(row.price)}/${wordOf(item.unit)}` : row?.mode === "B" ? say("consigned") : say("noPrice"));

function tiles(choose) {
  const { visit } = app;
  const all = [...app.items.values()].filter((item) => !item.hazardous || item.id === visit.item);
  let shown = all.slice(0, all.length > TILES + 1 ? TILES : TILES + 1);
  const chosen = app.items.get(visit.item);
  if (chosen && !shown.includes(chosen)) shown = [chosen, ...shown.slice(0, TILES - 1)];
  const made = shown.map((item) => {
    const row = priceOf(item, { ...visit, moment: now() });
    const input = el("input", { type: "radio", name: "item", value: item.id, checked: item.id === visit.item, onchange: () => choose(item, input) });
    return el("label", {}, input, icon(item.drawing), el("span", { class: "name" }, item.name), el("small", {}, priceText(item, row)));
  });
  if (all.length > shown.length) {
    made.push(el("button", { type: "button", class: "more", onclick: () => commit() && go("kinds") }, icon("search"), el("span", { class: "name" }, say("otherKind"))));
  }
  return el("fieldset", { class: "pick" }, el("legend", { class: "sr" }, say("kind")), made);
}

function drawScale() {
  const { visit } = app;
  const label = el("span", { class: "of", id: "of" });
  const output = el("output", { class: "typed", "aria-labelledby": "of" });
  const summary = el("span", { "data-summary": true, "aria-live": "polite" });
  const lines = el("ul", { class: "lines" });
  const add = mainButton("plus", say("add"), () => commit() && again());
  const next = mainButton("next", say("goOn"), () => commit() && visit.lines.length && go("ways"));
  const show = () => {
    const item = app.items.get(visit.item);
    label.textContent = item ? `${item.name}, ${priceText(item, priceOf(item, { ...visit, moment: now() }))}` : say("tapKind");
    output.textContent = item ? `${visit.text || "0"} ${wordOf(item.unit)}` : visit.text || "0";
    const { gross } = worth(visit.lines);
    summary.textContent = say("soFar", { n: visit.lines.length, total: rupiah(gross) });
    add.hidden = !visit.text && visit.lines.length > 0;
    next.hidden = !(visit.lines.length || (item && visit.text));
    add.classList.toggle("btn-quiet", !next.hidden);
  };
  const choose = (item, input) => {
    if (visit.item && visit.item !== item.id && visit.text && !commit()) {
      content.querySelector(`input[value="${visit.item}"]`).checked = true;
      return;
    }
    visit.item = item.id;
    input.checked = true;
    drawLines();
    show();
    keep();
  };
  const drawLines = () => {
    const row = (line, i) =>
      el("li", {}, el("span", { class: "grow" }, line.name, el("small", {}, line.weight)), el("span", { class: "num" }, amountText(line)),
        el("button", { type: "button", class: "btn btn-quiet", "aria-label": say("takeAway", { name: line.name }), onclick: () => { visit.lines.splice(i, 1); keep(); again(); } }, icon("undo", "s"))); // prettier-ignore
    lines.replaceChildren(...linesOf(visit).map(row));
  };
  const press = (text) => {
    visit.text = text.slice(0, 8);
    show();
    keep();
  };
  const change = (name, values, picture, words) => el("button", { type: "button", class: "btn btn-plain", onclick: () => {
    visit[name] = visit[name] === values[1] ? values[0] : values[1];
    reprice(visit);
    keep();
    again();
  } }, icon(picture, "s"), say(words[Number(visit[name] === values[1])])); // prettier-ignore
  const channel = change("channel", ["delivered", "pickup"], "truck", ["brought", "pickedUp"]);
  const asks = !visit.corrects && [...app.pricesOf.values()].flat().some((row) => row.class === "unit");
  const whose = asks ? change("memberClass", ["individual", "unit"], "people", ["onePerson", "institution"]) : null;
  drawLines();
  show();
  return {
    look: "weigh",
    title: visit.who?.name ?? say("guest"),
    body: [
      el("form", { onsubmit: (event) => event.preventDefault() },
        tiles(choose), el("div", { class: "weight" }, label, output), pad({ text: () => visit.text, press, label: say("weight") }),
        el("details", { class: "so-far" }, el("summary", {}, summary), lines, channel, whose)),
    ],
    buttons: [el("div", { class: "bar-row" }, add, next)],
  }; // prettier-ignore
}

// Every kind, with a line to search in.
function drawKinds() {
  const { visit } = app;
  const list = el("ul", { class: "card lines" });
  const search = el("input", { class: "input", type: "search", "aria-label": say("searchKind"), placeholder: say("searchKind"), oninput: () => show() });
  const show = () => {
    const asked = search.value.trim().toLowerCase();
    const found = [...app.items.values()].filter((item) => item.name.toLowerCase().includes(asked));
    list.replaceChildren(...found.map((item) =>
      el("li", {}, el("button", { type: "button", class: "line", onclick: () => { visit.item = item.id; go("scale"); } }, // prettier-ignore
        icon(item.drawing, "m"), el("span", { class: "grow" }, el("b", {}, item.name), el("small", {}, priceText(item, priceOf(item, { ...visit, moment: now() }))))))));
  };
  show();
  return { title: say("otherKind"), body: [search, list] };
}

app.screens.scale = { draw: drawScale, needs: () => Boolean(app.visit && !app.visit.load) };
app.screens.kinds = { draw: drawKinds, needs: () => Boolean(app.visit && !app.visit.load) };
