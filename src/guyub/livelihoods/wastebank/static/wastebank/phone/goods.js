// Goods for the value of this visit: what is offered, how many it reaches for, and how many this phone still holds.
import { el, icon, note, say } from "../../web/phone/page.js";
import { again, app, keep, now, wordOf } from "./app.js";
import { newest, quantityText, rupiah, swapPrice, worth } from "./numbers.js";

const MOST = 8; // choices on the screen
const atHand = ["unsent", "waiting", "checking"]; // the server has not booked these yet

// Set aside for this phone at this post, less what it handed out since the server told so.
export function leftOf(good) {
  const held = (app.bank.allotments ?? []).filter((row) => row.good === good && row.post === app.session?.post);
  const gone = app.handed.filter(({ entry, goods }) => goods.id === good && goods.post === app.session?.post
    && (atHand.includes(entry.state) || entry.fact.counter > (app.pack.counter ?? 0))); // prettier-ignore
  return held.reduce((sum, row) => sum + row.left, 0) - gone.reduce((sum, { goods }) => sum + goods.count, 0);
}

// What lies there of a kind of waste, and what it is worth after the deduction.
function broughtOf(lines) {
  const { nets } = worth(lines);
  const found = new Map();
  lines.forEach((line, i) => {
    const { quantity, net } = found.get(line.item) ?? { quantity: 0, net: 0 };
    found.set(line.item, { quantity: quantity + line.quantity, net: net + nets[i] });
  });
  return found;
}

// Waste for goods where an offer reaches, else the good's price; nothing when the value is not enough for one.
function termsOf(good, visit, net) {
  const offers = new Map();
  for (const row of newest((app.bank.swap_offers ?? []).filter((one) => one.good === good.id), "item", now())) offers.set(row.item, row);
  const swaps = [];
  for (const [item, { quantity, net: value }] of broughtOf(visit.lines)) {
    const offer = offers.get(item);
    const price = offer?.quantity ? swapPrice(value, quantity, offer.quantity) : 0;
    if (price) swaps.push({ terms: "swap", price, waste: offer.quantity, item, far: Math.floor(quantity / offer.quantity), since: offer.starts_at });
  }
  swaps.sort((a, b) => b.far - a.far || (a.since < b.since ? -1 : 1)); // as the server chooses
  const best = swaps[0];
  const reach = best ? Math.min(best.far, Math.floor(net / best.price)) : 0;
  if (reach > 0) return { ...best, reach };
  const [row] = newest((app.bank.goods_prices ?? []).filter((one) => one.good === good.id), "good", now());
  const most = row ? Math.floor(net / row.price) : 0;
  return most > 0 ? { terms: "price", price: row.price, reach: most } : null;
}

// A session that was opened here has its post in its own fact.
export function goodsFor(visit, net) {
  if (visit.corrects) return [];
  return (app.bank.goods ?? []).flatMap((good) => {
    const terms = termsOf(good, visit, net);
    if (!terms) return [];
    const left = leftOf(good.id);
    return [{ ...terms, good, left, asked: left < 1, most: Math.min(terms.reach, left < 1 ? terms.reach : left) }];
  });
}

export const chosenGoods = (visit, net) => goodsFor(visit, net).find(({ good }) => visit.way === `barter:${good.id}`);

export const goodsText = (good, count) => `${quantityText(count * good.unit_size, good.unit, wordOf(good.unit))} ${good.name}`;

export function goodsAbout({ terms, price, waste, item }) {
  if (terms === "price") return rupiah(price);
  const kind = app.items.get(item);
  return say("forWaste", { waste: quantityText(waste, kind.unit, wordOf(kind.unit)), item: kind.name });
}

export function goodsChoice(visit, net) {
  const found = chosenGoods(visit, net);
  if (!found) return note("turmeric", "warning", say("goodsGone"));
  visit.count = Math.min(visit.count || 1, found.most);
  const choose = (count) => {
    visit.count = count;
    keep();
    again();
  };
  const counts = Array.from({ length: Math.min(found.most, MOST) }, (_none, i) => i + 1);
  const picked = el("fieldset", { class: "choices" }, el("legend", {}, say("howMany")), el("div", {}, counts.map((count) =>
    el("label", {}, el("input", { type: "radio", name: "count", value: count, checked: visit.count === count, onchange: () => choose(count) }), String(count))))); // prettier-ignore
  const held = found.asked
    ? note("turmeric", "clock", say("goodsLater"))
    : el("p", { class: "muted" }, icon("phone", "s"), " ", say("held", { n: found.left - visit.count, goods: found.good.name }));
  const paid = el("p", {}, `${goodsText(found.good, visit.count)}: `, el("b", {}, rupiah(visit.count * found.price)));
  return el("div", { class: "stack-s" }, picked, paid, held, el("p", { class: "muted" }, say("restSaved")));
}

// As the fact tells it: handed out here, or only asked for.
export const goodsWay = (found, count) => ({
  way: "barter", intent: found.asked ? "ask" : "amount", asked: 0, good: found.good.id, count, terms: found.terms,
}); // prettier-ignore

export const goodsShown = (found, count) => ({
  id: found.good.id, post: app.session.post, count: found.asked ? 0 : count, amount: count * found.price,
  text: `${goodsText(found.good, count)}${found.asked ? ` (${say("askedFor")})` : ""}`,
}); // prettier-ignore
