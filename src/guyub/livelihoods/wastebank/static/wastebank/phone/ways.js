// Read back, then what becomes of the value, then one tap that saves. Cash without a signal is a request.
import { el, icon, note, say } from "../../web/phone/page.js";
import { again, app, forget, go, keep, mainButton, needsOf, refresh, save } from "./app.js";
import { inWords, rupiah, worth } from "./numbers.js";
import { amountText, linesOf } from "./scale.js";
import { chosenGoods, goodsAbout, goodsChoice, goodsFor, goodsShown, goodsWay } from "./goods.js";
import { pocketChoice, pocketNamed } from "./pockets.js";

const QUICK = [5_000, 10_000, 20_000, 50_000];
const REASONS = ["wrongWeight", "wrongKind", "wrongCount", "forgotten"];

export const readback = (rows) =>
  el("dl", { class: "readback" }, rows.flatMap(([word, value, look = ""]) => [el("dt", { class: look }, word), el("dd", { class: look }, value)]));

export function rowsFrom(lines, { gross, deduction }) {
  const rows = lines.map((line) => [`${line.name} ${line.weight}`, amountText(line)]);
  if (deduction) rows.push([say("together"), rupiah(gross)], [say("deduction"), `−${rupiah(deduction)}`]);
  return rows;
}

export const rowsOf = (visit) => {
  const sums = worth(visit.lines);
  return { rows: rowsFrom(linesOf(visit), sums), net: sums.net };
};

// The ways that a phone may offer; goods only where the value of this visit reaches for one.
function waysFor(visit, net) {
  if (!visit.who || visit.corrects) return [];
  const ways = [["save", "savings"], ["cash", "banknote"], ["donate", "heart"], ["dues", "coins"]];
  for (const found of goodsFor(visit, net)) ways.push([`barter:${found.good.id}`, "swap", found.good.name, goodsAbout(found)]);
  return ways;
}

function wayChoice(visit, net) {
  const choose = (way) => {
    Object.assign(visit, { way, part: "all", asked: "", count: 1 });
    keep();
    again();
  };
  return el("fieldset", { class: "pick ways" }, el("legend", {}, say("whichWay")), waysFor(visit, net).map(([way, picture, name, about]) =>
    el("label", {}, el("input", { type: "radio", name: "way", value: way, checked: visit.way === way, onchange: () => choose(way) }), icon(picture), el("span", { class: "name" }, name ?? say(`way-${way}`)), about ? el("small", {}, about) : null))); // prettier-ignore
}

function partChoice(visit, net) {
  if (visit.way.startsWith("barter:")) return goodsChoice(visit, net);
  if (visit.way === "save") return pocketChoice(say("intoPocket"));
  const parts = [["all", say("all")], ...QUICK.filter((amount) => amount < net).map((amount) => [String(amount), rupiah(amount)]), ["other", say("otherAmount")]];
  const choose = (part) => {
    visit.part = part;
    keep();
    again();
  };
  const picked = el("fieldset", { class: "choices" }, el("legend", {}, say("howMuch")), el("div", {}, parts.map(([part, word]) =>
    el("label", {}, el("input", { type: "radio", name: "part", value: part, checked: visit.part === part, onchange: () => choose(part) }), word)))); // prettier-ignore
  const other = el("input", { id: "asked", inputmode: "numeric", value: visit.asked, oninput: () => { visit.asked = other.value.replace(/\D/g, "").slice(0, 9); keep(); } }); // prettier-ignore
  const field = visit.part === "other" ? el("div", { class: "field" }, el("label", { for: "asked" }, say("amount")), other) : null;
  return el("div", { class: "stack-s" }, visit.way === "cash" ? note("turmeric", "clock", say("cashLater")) : null, picked, field, el("p", { class: "muted" }, say("restSaved")));
}

function reasonChoice(visit) {
  return el("fieldset", { class: "choices" }, el("legend", {}, say("whyCorrect")), el("div", {}, REASONS.map((reason) =>
    el("label", {}, el("input", { type: "radio", name: "reason", value: reason, checked: visit.reason === reason, onchange: () => { visit.reason = reason; keep(); } }), say(`why-${reason}`))))); // prettier-ignore
}

function guestName(visit) {
  const input = el("input", { id: "guest", value: visit.guest ?? "", maxlength: 60, autocomplete: "off", oninput: () => { visit.guest = input.value; keep(); } }); // prettier-ignore
  return el("div", { class: "field" }, el("label", { for: "guest" }, say("guestName")), input, note("leaf", "heart", say("guestGives")));
}

function drawWays() {
  const { visit } = app;
  const { rows, net } = rowsOf(visit);
  const unpriced = visit.lines.some((line) => line.price === null && line.mode !== "B");
  const total = [say("total"), rupiah(net), "total"];
  const choice = visit.corrects ? reasonChoice(visit) : visit.who ? el("div", { class: "stack" }, wayChoice(visit, net), partChoice(visit, net)) : guestName(visit);
  return {
    title: visit.who?.name ?? say("guest"),
    body: [
      el("h2", {}, say("readAloud")),
      el("div", { class: "card read" }, readback([...rows, total]), el("p", { class: "words" }, inWords(net))),
      unpriced ? note("turmeric", "warning", say("unpriced")) : null, choice,
    ],
    buttons: [mainButton("check", say(visit.corrects ? "saveCorrection" : "saveDeposit"), () => finish(visit, net))],
  }; // prettier-ignore
}

// --- saving ---------------------------------------------------------------------------------------------------------

function wayOf(visit, goods) {
  if (!visit.who) return [];
  const { way } = visit;
  if (goods) return [goodsWay(goods, visit.count)];
  if (way === "save") return visit.pocket ? [{ way, intent: "all", asked: 0, pocket_kind: visit.pocket }] : [];
  if (visit.part === "all") return [{ way, intent: "all", asked: 0 }];
  return [{ way, intent: "amount", asked: Number(visit.part === "other" ? visit.asked : visit.part) }];
}

const weighed = (visit) => visit.lines.map(({ item, quantity, price }) => ({ item, quantity, shown_price: price }));

function payloadOf(visit, goods, slip) {
  if (visit.corrects) return { deposit: visit.corrects.id, lines: weighed(visit), reason: say(`why-${visit.reason || REASONS[0]}`) };
  const person = visit.who ? { member: visit.who.id } : { guest: (visit.guest ?? "").trim() };
  return {
    session: visit.session.id, ...person, lines: weighed(visit), ways: wayOf(visit, goods), channel: visit.channel,
    member_class: visit.memberClass ?? "individual", list_version: app.bank.list_version, slip_code: slip,
  }; // prettier-ignore
}

// What the slip and the lists of this phone say about it.
const shownOf = (visit, net, goods) => ({
  title: visit.who?.name ?? (visit.guest || say("guest")), about: say("soFar", { n: visit.lines.length, total: rupiah(net) }),
  icon: "scale", who: visit.who?.id ?? null, number: visit.who?.number ?? null, net, lines: visit.lines,
  rows: rowsOf(visit).rows, session: visit.session, channel: visit.channel, memberClass: visit.memberClass, corrects: visit.corrects,
  way: visit.who && !visit.corrects ? visit.way.split(":")[0] : "", person: visit.who,
  ...(goods && { goods: goodsShown(goods, visit.count) }),
  ...(visit.way === "save" && visit.who && !visit.corrects && { savings: pocketNamed(visit.pocket)?.name ?? "" }),
}); // prettier-ignore

let saving = false;
async function finish(visit, net) {
  if (saving || (visit.part === "other" && visit.way !== "save" && !Number(visit.asked))) return;
  const barters = visit.way.startsWith("barter:");
  const goods = barters ? chosenGoods(visit, net) : null;
  if (barters && !(goods && visit.count <= goods.most)) return again(); // what it says now is no longer what was chosen
  saving = true;
  const shown = shownOf(visit, net, goods);
  const needs = visit.corrects ? (visit.corrects.chain ?? [visit.corrects.id]) : needsOf(visit.session, visit.who);
  const kind = visit.corrects ? "wastebank.correction" : "wastebank.deposit";
  const made = (counter) => {
    const slip = `${app.box.code}-${counter}`;
    return { payload: payloadOf(visit, goods, slip), shown: { ...shown, slip } };
  };
  const fact = await save(kind, made, { id: visit.id, needs });
  saving = false;
  if (!fact) return;
  await forget();
  app.slip = fact.id;
  go("slip", { replace: true });
  refresh();
}

app.screens.ways = { draw: drawWays, needs: () => Boolean(app.visit?.lines.length && !app.visit.load) };
