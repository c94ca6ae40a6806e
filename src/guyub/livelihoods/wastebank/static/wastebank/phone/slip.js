// The slip of a visit saved on this phone, and all visits of today with where they stand.
import { find } from "../../web/outbox/outbox.js";
import { onChange } from "../../web/outbox/store.js";
import { chip, dayTime, el, icon, note, say } from "../../web/phone/page.js";
import { age, app, go, lineButton, mainButton, refresh, startVisit, wordOf } from "./app.js";
import { inWords, quantityText, rupiah } from "./numbers.js";
import { readback, rowsFrom } from "./ways.js";

// When it was weighed by the server's time, as far as the phone knew it.
const timeOf = ({ fact }) => Date.parse(fact.happened_at) - fact.offset * 1000;

const isLast = (id) => !app.today.some((entry) => entry.shown.corrects?.id === id);

const weighed = (lines) => JSON.stringify(lines.map(({ item, quantity, price }) => [item, quantity, price]));

// Whose it is by the books: an officer may have found that it was another woman's. A newcomer of this phone gets her number.
function personOf({ shown, answer }) {
  const [id, number, title] = answer?.booked?.member ?? [shown.who, shown.number, shown.title];
  return { number, title, other: id !== shown.who && !shown.person?.local };
}

// What this phone reckoned, until the books have said what they took: receipt and rupiah are of one hand. `differs`: a
// slip that was given before says something else.
export function figuresOf(entry) {
  const { shown, answer } = entry;
  const { booked } = answer ?? {};
  const person = personOf(entry);
  const goods = shown.goods && (booked?.goods || shown.goods.amount); // a correction lets goods stand on the first slip
  if (!booked?.lines) return { ...person, rows: shown.rows, net: shown.net, lines: shown.lines, goods, differs: false };
  const { net, lines } = booked;
  const named = lines.map((line) => ({ ...line, weight: quantityText(line.quantity, line.unit, wordOf(line.unit)) }));
  const recounted = net !== shown.net || goods !== shown.goods?.amount || weighed(lines) !== weighed(shown.lines);
  return { ...person, rows: rowsFrom(named, booked), net, lines, goods, recounted, differs: recounted || person.other };
}

function slipText(entry) {
  const { shown } = entry;
  const { title, net, goods: paid, differs, ...booked } = figuresOf(entry);
  const rows = booked.rows.map(([word, value]) => `${word}: ${value}`);
  const number = entry.answer?.number ? say("receipt", { n: entry.answer.number }) : say("noReceiptYet");
  const goods = shown.goods ? `${shown.goods.text}: ${rupiah(paid)}` : "";
  const instead = differs ? say("instead", { slip: shown.slip }) : "";
  return [app.pack.org.name, title, ...rows, rupiah(net), goods, instead, `${say("slip")} ${shown.slip}`, number, entry.answer?.code].filter(Boolean).join("\n");
}

function stand(entry) {
  const { answer } = entry;
  const { title, net, other, recounted, differs } = figuresOf(entry);
  if (differs) {
    const news = [recounted && say("differs", { booked: rupiah(net), shown: rupiah(entry.shown.net) }), other && say("otherName", { booked: title, shown: entry.shown.title })];
    return note("turmeric", "warning", ...news.filter(Boolean), say("newSlip"), answer.message ?? "");
  }
  if (entry.state === "accepted") return note("leaf", "check", say("acceptedAs", { n: answer.number ?? "–" }), answer.message ?? "");
  if (entry.state === "unsent") return note("leaf", "check", say("savedHere"), say("noReceiptYet"));
  return note("turmeric", "eye", say(`st-${entry.state}`), answer?.message ?? "");
}

async function drawSlip() {
  const entry = await find(app.box, app.slip);
  const { shown, answer } = entry;
  const { title, number, rows, net, goods, differs } = figuresOf(entry);
  const text = encodeURIComponent(slipText(entry));
  const head = [[say("who"), number ? `${title} (${number})` : title], [say("when"), dayTime(timeOf(entry))], [say("slip"), shown.slip]];
  if (shown.corrects) head.push([say("corrects"), shown.corrects.slip]);
  const end = [[say("total"), rupiah(net), "total"]];
  if (shown.way) end.push([say("whichWay"), [say(`way-${shown.way}`), shown.savings].filter(Boolean).join(": ")]);
  if (shown.goods) end.push([shown.goods.text, rupiah(goods)]);
  const paper = el("section", { class: "slip cloth stack-s" },
    el("div", { class: "center" }, el("b", {}, app.pack.org.name)), el("h2", { class: "center" }, say("depositSlip")),
    readback(head), el("hr"), readback(rows), el("hr"), readback(end), el("p", { class: "words" }, inWords(net)),
    differs ? el("p", { class: "center" }, say("instead", { slip: shown.slip })) : null,
    answer?.number ? el("p", { class: "center" }, say("receipt", { n: answer.number }), el("br"), el("b", {}, answer.code ?? "")) : el("p", { class: "center" }, say("noReceiptYet"))); // prettier-ignore
  const mine = entry.fact.device === app.box.device && isLast(entry.id) && !["settled", "checking"].includes(entry.state);
  const actions = el("div", { class: "wrap no-print" },
    el("button", { type: "button", class: "btn btn-quiet", "data-print": true }, icon("print", "s"), say("print")),
    el("a", { class: "btn btn-quiet", href: `https://wa.me/?text=${text}`, rel: "noopener", onclick: share }, icon("share", "s"), say("share")),
    mine && !entry.shown.guest ? lineButton("edit", say("correct"), () => correct(entry)) : null); // prettier-ignore
  function share(event) {
    if (!navigator.share) return;
    event.preventDefault();
    navigator.share({ text: slipText(entry) }).catch(() => {});
  }
  return { title: say("savedHere"), body: [el("div", { class: "no-print" }, stand(entry)), paper, actions], buttons: [mainButton("next", say("nextVisitor"), () => go("who", { replace: true }))] };
}

// The same device, the same weighing day: a correction is a fact of its own, the first one stands until it arrives.
function correct(entry) {
  const { shown } = entry;
  app.session = shown.session;
  startVisit(shown.person);
  const first = shown.corrects?.moment ?? timeOf(entry);
  Object.assign(app.visit, {
    lines: figuresOf(entry).lines.map(({ item, quantity, unit, name, price, mode, deduction }) => ({ item, quantity, unit, name, price, mode, deduction })), channel: shown.channel, memberClass: shown.memberClass,
    corrects: { id: entry.id, slip: shown.slip, moment: first, chain: [...(shown.corrects?.chain ?? []), entry.id] },
  }); // prettier-ignore
  go("scale");
}

function aboutOf(entry) {
  const { lines, net } = figuresOf(entry);
  return say("soFar", { n: lines.length, total: rupiah(net) });
}

function drawVisits() {
  const row = (entry) =>
    el("li", {}, el("button", { type: "button", class: "line", onclick: () => { app.slip = entry.id; go("slip"); } }, // prettier-ignore
      el("span", { class: "grow" }, el("b", {}, figuresOf(entry).title), el("small", {}, `${aboutOf(entry)} · ${dayTime(timeOf(entry))}`), chip(entry.state))));
  const rows = app.today.toReversed().filter((entry) => isLast(entry.id)).map(row);
  const total = app.today.filter((entry) => isLast(entry.id)).reduce((sum, entry) => sum + figuresOf(entry).net, 0);
  const list = rows.length ? el("ul", { class: "card lines" }, rows) : el("p", { class: "card" }, say("noVisits"));
  return { title: say("visits"), body: [el("p", { class: "muted" }, `${say("soFarVisits", { n: rows.length, total: rupiah(total) })} · ${age()}`), list], buttons: [mainButton("next", say("nextVisitor"), () => go("who"))] };
}

// What stands on the screen follows what the server says.
onChange(async () => {
  if (!app.box) return;
  const before = JSON.stringify(app.today.map((entry) => [entry.id, entry.state]));
  await refresh();
  const screen = document.body.dataset.screen;
  const news = before !== JSON.stringify(app.today.map((entry) => [entry.id, entry.state]));
  if (news && ["slip", "visits"].includes(screen)) app.redraw();
});

app.screens.slip = { draw: drawSlip, needs: () => Boolean(app.slip) };
app.screens.visits = { draw: drawVisits };
