// What the screens of a weighing day share: the pack, the outbox, the visit in hand, and going from screen to screen.
import { draftOf, dropDraft, keepDraft } from "../../web/outbox/drafts.js";
import { uuid7 } from "../../web/outbox/ids.js";
import { recent, record } from "../../web/outbox/outbox.js";
import { NoRoom } from "../../web/outbox/store.js";
import { clockOffset } from "../../web/outbox/person.js";
import { clockTime, dayTime, el, icon, note, say } from "../../web/phone/page.js";
import { choosePrice } from "./numbers.js";
import { key } from "./people.js";

export const app = {
  box: null, pack: null, bank: null, selling: null, members: [], session: null, visit: null, today: [], handed: [], room: [], scans: false, offset: 0,
  send: () => {}, screens: {}, notice: null, fetchedAt: 0,
}; // prettier-ignore

export const content = document.getElementById("content");
const heading = document.querySelector("[data-heading]");
const bar = document.querySelector("[data-bar]");

// --- going from screen to screen ------------------------------------------------------------------------------------

let depth = 0;

export function go(name, { replace = false } = {}) {
  if (app.visit) app.visit.screen = name;
  if (replace) history.replaceState({ name, depth }, "");
  else history.pushState({ name, depth: (depth += 1) }, "");
  keep();
  return render(name);
}

addEventListener("popstate", (event) => {
  depth = event.state?.depth ?? 0;
  const name = event.state?.name ?? "day";
  const { needs = () => true, instead = "who" } = app.screens[name];
  const now = needs(app) ? name : instead;
  if (app.visit) app.visit.screen = now;
  render(now);
});

document.querySelector("[data-back]").addEventListener("click", (event) => {
  if (depth <= 0) return;
  event.preventDefault();
  history.back();
});

// A screen draws itself: {title, body, buttons, wide}. The first heading keeps the focus for who listens.
async function render(name) {
  const { title, body, buttons = [], look = "" } = await app.screens[name].draw(app);
  heading.textContent = title;
  document.title = `${title} · Guyub`;
  document.body.classList.toggle("weigh", look === "weigh");
  document.body.dataset.screen = name;
  const notice = app.notice ? [app.notice] : [];
  app.notice = null;
  content.replaceChildren(...notice, ...body.filter(Boolean));
  bar.hidden = !buttons.length;
  bar.firstElementChild.replaceChildren(...buttons);
  scrollTo(0, 0);
}

export const again = () => render(document.body.dataset.screen);

export const mainButton = (picture, text, press, { quiet = false } = {}) =>
  el("button", { type: "button", class: quiet ? "btn btn-main btn-quiet" : "btn btn-main", onclick: press }, icon(picture), el("span", {}, text));

export const lineButton = (picture, text, press) =>
  el("button", { type: "button", class: "btn btn-quiet", onclick: press }, icon(picture, "s"), text);

// --- the visit in hand ----------------------------------------------------------------------------------------------

export function startVisit(who) {
  app.visit = {
    id: uuid7(), who, session: app.session, channel: "delivered", memberClass: "individual", lines: [], item: null, text: "",
    confirmed: "", way: "save", part: "all", asked: "", count: 1, pocket: null, corrects: null, reason: "", screen: "scale",
  }; // prettier-ignore
}

// A half-typed visit of an earlier version of this page had its id beside a number.
export const takeUp = (kept) => (app.visit = { id: kept.place?.id ?? uuid7(), ...kept });

let keeping = Promise.resolve();
export function keep() {
  if (app.visit) keeping = keeping.then(() => keepDraft(app.box, app.visit)).catch(() => {}); // the screen still holds it
  return keeping;
}

export async function forget() {
  app.visit = null;
  await keeping;
  await dropDraft(app.box);
}

export const draft = () => draftOf(app.box);

// --- recording ------------------------------------------------------------------------------------------------------

// Saves to the disk, then says so; null when it could not, and then nothing has changed on the screen.
// `made(counter)` gives {payload, shown}.
export async function save(kind, made, options) {
  try {
    await keeping;
    performance.mark("save-begins");
    const fact = await record(app.box, kind, made, options);
    performance.measure("save", "save-begins");
    app.send();
    return fact;
  } catch (error) {
    content.prepend(note("chilli", "danger", say(error instanceof NoRoom ? "noRoom" : "failed")));
    scrollTo(0, 0);
    return null;
  }
}

// A person or session that this phone registered is named by its fact until the server knows it.
export const needsOf = (...named) => named.filter((one) => one?.local).map((one) => one.id);

// The server's time as far as this phone knows it. It was later than this when names and prices were fetched: a clock
// that has fallen back since is not believed.
export const now = () => Math.max(Date.now() - app.offset * 1000, app.pack?.served_at ?? 0);

// The day on this phone's calendar by that time: 2026-11-24.
export function today() {
  const day = new Date(now());
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, "0")}-${String(day.getDate()).padStart(2, "0")}`;
}

export function priceOf(item, { channel, memberClass = "individual", moment }) {
  const rows = app.pricesOf.get(item.id) ?? [];
  return choosePrice(rows, { channel, memberClass, moment });
}

export const wordOf = (unit) => say(`unit-${unit}`);

// --- what this phone knows ------------------------------------------------------------------------------------------

const isToday = (moment, today = Date.now()) => new Date(moment).toDateString() === new Date(today).toDateString();

export async function load(pack, fetchedAt) {
  const { wastebank: bank = null, wastebank_sales: selling = null } = pack.parts ?? {}; // who weighs, who sells, or both
  Object.assign(app, { pack, bank, selling, fetchedAt, offset: await clockOffset() });
  app.items = new Map(((bank ?? selling)?.items ?? []).map((item) => [item.id, item]));
  app.pricesOf = Map.groupBy ? Map.groupBy(bank?.prices ?? [], (row) => row.item) : grouped(bank?.prices ?? []);
  app.known = (pack.parts?.members?.members ?? []).map(([id, number, name, hamlet]) => ({
    id, number, name, hamlet, sound: key(name),
  })); // prettier-ignore
  await refresh();
}

function grouped(rows) {
  const found = new Map();
  for (const row of rows) found.set(row.item, [...(found.get(row.item) ?? []), row]);
  return found;
}

const VISITS = ["wastebank.deposit", "wastebank.correction"];

// Her visits on this phone that the server has not accepted yet: a request for her savings waits for them.
export async function openVisitsOf(who) {
  const entries = (await recent(app.box)).filter((entry) => entry.fact);
  return entries.filter((entry) => VISITS.includes(entry.fact.kind) && entry.shown.who === who.id).map((entry) => entry.id);
}

// Reads the outbox again: whom it registered, which sessions it opened, who came today.
export async function refresh() {
  const wanted = { since: new Date().setHours(0, 0, 0, 0), counter: app.pack.counter ?? 0 }; // the pack knows the others
  const entries = (await recent(app.box, wanted)).filter((entry) => entry.fact);
  const ofKind = (kind) => entries.filter((entry) => entry.fact.kind === kind);
  const known = new Set(app.known.map((one) => one.id));
  const newcomers = ofKind("members.registration")
    .filter((entry) => !known.has(entry.answer?.result) && (entry.state !== "settled"))
    .map(({ fact }) => ({
      id: fact.id, local: true, number: null, name: fact.payload.name, hamlet: fact.payload.hamlet,
      sound: key(fact.payload.name),
    })); // prettier-ignore
  app.members = [...app.known, ...newcomers];
  const planned = (app.bank?.sessions ?? []).filter((one) => one.status !== "closed" && isNear(one)).map(named);
  const ids = new Set(planned.map((one) => one.id));
  const opened = ofKind("wastebank.session")
    .filter((entry) => !ids.has(entry.answer?.result) && isToday(entry.saved_at))
    .map(({ fact }) => named({ ...fact.payload, id: fact.id, local: true, status: "open", post_name: postName(fact.payload.post) }));
  app.sessions = [...opened, ...planned];
  app.handed = ofKind("wastebank.deposit").filter(({ shown, state }) => shown.goods && state !== "settled").map((entry) => ({ entry, goods: entry.shown.goods }));
  app.today = entries.filter((entry) => VISITS.includes(entry.fact.kind) && isToday(entry.saved_at));
}

const isNear = (one) => isToday(one.planned_open, now()) || (one.status === "open" && now() - Date.parse(one.planned_open) < 2 * 86_400_000);
export const postName = (id) => (app.bank ?? app.selling).posts.find((post) => post.id === id)?.name ?? "";
const named = (one) => ({
  id: one.id, local: one.local ?? false, post: one.post, name: one.post_name, opens: one.planned_open,
  about: `${clockTime(one.planned_open)}–${clockTime(one.planned_close)}`, open: one.status === "open",
}); // prettier-ignore

export const age = () => say("packAge", { when: dayTime(app.pack?.served_at ?? app.fetchedAt) });
