// Which weighing day, and who stands at the scale: by number, by name, somebody new, or a guest.
import { el, icon, note, say } from "../../web/phone/page.js";
import { roomNote } from "../../web/phone/room.js";
import { age, app, forget, go, lineButton, mainButton, needsOf, now, openVisitsOf, refresh, save, startVisit, today } from "./app.js";
import { startLoad } from "./load.js";
import { pad } from "./pad.js";
import { pocketChoice, pocketNamed } from "./pockets.js";
import { drawScan } from "./scan.js";
import { findMembers, key } from "./people.js";

const MOST = 3; // results above the keys
const HOURS = 3;

// --- the weighing day -----------------------------------------------------------------------------------------------

function drawDay() {
  const row = (session) =>
    el("li", {}, el("button", { type: "button", class: "line", onclick: () => choose(session) },
      icon("calendar", "m"), el("span", { class: "grow" }, el("b", {}, session.name), el("small", {}, session.about)))); // prettier-ignore
  const posts = app.bank?.posts.map((post) => lineButton("plus", say("openAt", { post: post.name }), () => open(post)));
  const none = app.sessions.length ? null : el("p", {}, say("noSession"));
  const days = app.sessions.length ? el("ul", { class: "card lines" }, app.sessions.map(row)) : null;
  const weighing = app.bank ? [none, days, el("h2", {}, say("openNew")), ...posts] : [];
  return { title: say(app.bank ? "day" : "load"), body: [...app.room.map(roomNote), ...weighing, sellLine(), el("p", { class: "muted" }, age())] };
}

// Who sells may write a load down here; it becomes a draft.
const sellLine = () => app.selling && lineButton("truck", say("writeLoad"), startLoad);

export function choose(session) {
  app.session = session;
  go("who");
}

async function open(post) {
  const from = new Date(now());
  from.setSeconds(0, 0);
  const until = new Date(from.getTime() + HOURS * 3_600_000);
  const when = (moment) => `${moment.toISOString().slice(0, 19)}Z`;
  const payload = { post: post.id, planned_open: when(from), planned_close: when(until), officers: [] };
  const shown = { title: say("sessionAt", { post: post.name }), icon: "calendar" };
  const fact = await save("wastebank.session", () => ({ payload, shown }));
  if (!fact) return;
  await refresh();
  choose(app.sessions.find((session) => session.id === fact.id));
}

// --- who ------------------------------------------------------------------------------------------------------------

let typed = "";
let purpose = "weigh"; // or "ask": a payout request

export const seek = (why) => {
  purpose = why;
  typed = "";
  go("who");
};

function drawWho() {
  const results = el("ul", { class: "card lines found", "aria-live": "polite" });
  const input = el("input", { class: "input", id: "who", type: "text", inputmode: "none", autocomplete: "off", placeholder: say("numberOrName"), "aria-label": say("numberOrName"), value: typed });
  const came = new Set(app.today.map((entry) => entry.shown.who));
  const show = () => {
    typed = input.value;
    const found = typed ? findMembers(app.members, typed, input.inputMode === "none" ? MOST : 20) : [];
    const rows = found.map((member) =>
      el("li", {}, el("button", { type: "button", class: "line", onclick: () => picked(member) },
        el("span", { class: "face", "aria-hidden": true }, initials(member.name)),
        el("span", { class: "grow" }, el("b", {}, member.name), el("small", {}, aboutOf(member, came)))))); // prettier-ignore
    results.replaceChildren(...rows);
    results.hidden = !rows.length;
    nobody.hidden = !typed || rows.length > 0;
    hint.hidden = Boolean(typed);
  };
  const nobody = el("p", { hidden: true }, say("nobodyFound"));
  const hint = purpose === "weigh" ? visitsLine() : el("p", { class: "muted" }, say("whoAsks"));
  const letters = el("button", { type: "button", class: "letters", onclick: () => toLetters(input, keys) }, say("letters"));
  const keys = pad({ text: () => input.value, press: (text) => { input.value = text; show(); }, comma: false, extra: letters, label: say("digits") }); // prettier-ignore
  input.addEventListener("input", show);
  input.addEventListener("pointerdown", () => toLetters(input, keys));
  input.addEventListener("keydown", (event) => event.key === "Enter" && results.querySelector("button")?.click());
  queueMicrotask(show);
  const scan = app.scans && el("button", { type: "button", class: "btn btn-quiet", "aria-label": say("scanCard"), onclick: () => go("scan") }, icon("qr", "s"), say("card"));
  const others = [["person", "newcomer", () => go("newcomer")], ["heart", "guest", () => picked(null)]];
  const row = others.map(([picture, word, press]) => mainButton(picture, say(word), press, { quiet: true }));
  const buttons = purpose === "weigh" ? [el("div", { class: "bar-row" }, row)] : [];
  return { title: purpose === "weigh" ? say("whoBrings") : say("askPayout"), body: [el("div", { class: "row find" }, el("div", { class: "grow" }, input), scan), results, nobody, hint, el("div", { class: "low" }, keys)], buttons };
}

// The phone's own keyboard only for names: it covers half of the screen.
function toLetters(input, keys) {
  input.inputMode = "text";
  keys.hidden = true;
  input.focus();
}

function visitsLine() {
  const visits = lineButton("list", say("visitsToday", { n: app.today.filter((entry) => entry.fact.kind === "wastebank.deposit").length }), () => go("visits"));
  const ask = lineButton("banknote", say("askPayout"), () => seek("ask"));
  const day = el("p", { class: "muted" }, `${app.session?.name ?? ""} ${app.session?.about ?? ""} · ${age()}`);
  return el("div", { class: "stack-s" }, app.room.includes("full") && roomNote("full"), visits, ask, sellLine(), day);
}

const aboutOf = (member, came) =>
  [member.number ? say("number", { n: member.number }) : say("isNew"), member.hamlet, came.has(member.id) && say("cameToday")].filter(Boolean).join(" · ");

const initials = (name) => name.split(/\s+/).slice(0, 2).map((word) => word[0]).join("").toUpperCase(); // prettier-ignore

function picked(member, how = {}) {
  typed = "";
  startVisit(member ? { id: member.id, local: member.local ?? false, number: member.number, name: member.name, hamlet: member.hamlet } : null);
  go(purpose === "weigh" ? "scale" : "ask", how);
}

const scanned = (member) => picked(member, { replace: true }); // back from the scale leads to the question, not to the camera

// --- somebody new ---------------------------------------------------------------------------------------------------

function drawNewcomer() {
  const field = (id, label, more = {}) =>
    el("div", { class: "field" }, el("label", { for: id }, label), el("input", { id, name: id, autocomplete: "off", maxlength: 120, ...more }));
  const error = el("p", { class: "error", role: "alert", hidden: true }, say("nameMissing"));
  const form = el("form", { id: "newcomer", class: "stack card", novalidate: true }, field("name", say("name"), { value: /^\D+$/.test(typed) ? typed : "" }), field("nickname", say("nickname")), field("hamlet", say("hamlet")), error);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const said = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, value.trim()]));
    error.hidden = Boolean(said.name);
    if (!said.name) return;
    const twin = app.members.find((one) => one.sound === key(said.name) && !form.dataset.sure);
    if (twin) {
      form.dataset.sure = "yes";
      form.prepend(note("turmeric", "people", say("sameName", { name: twin.name, n: twin.number ?? "–" }), say("sameNameNext")));
      return;
    }
    const shown = { title: said.name, about: say("registration"), icon: "person" };
    const fact = await save("members.registration", () => ({ payload: said, shown }));
    if (!fact) return;
    await refresh();
    picked(app.members.find((member) => member.id === fact.id));
  });
  const button = mainButton("check", say("register"), () => form.requestSubmit());
  return { title: say("newcomer"), body: [form], buttons: [button] };
}

// --- asking for a payout: offline it is a request, never cash ---------------------------------------------------------

function drawAsk() {
  const { visit } = app;
  const shown = el("output", { class: "amount", "aria-live": "polite" });
  const show = () => (shown.textContent = `Rp${visit.asked.replace(/\B(?=(\d{3})+$)/g, ".") || "0"}`);
  const press = (text) => {
    visit.asked = text.replace(/^0+/, "").slice(0, 9);
    show();
  };
  const zeros = el("button", { type: "button", onclick: () => press(`${visit.asked}000`) }, "000");
  const keys = pad({ text: () => visit.asked, press, comma: false, extra: zeros, label: say("amount") });
  show();
  const pockets = app.bank.pockets ?? [];
  visit.pocket ??= pockets[0]?.id ?? null;
  const button = mainButton("check", say("saveAsk"), async () => {
    if (!Number(visit.asked)) return;
    const payload = { member: visit.who.id, pocket_kind: visit.pocket, amount: Number(visit.asked), planned_on: today() };
    const about = { title: visit.who.name, about: [`${say("askPayout")} ${shown.textContent}`, pocketNamed(visit.pocket)?.name].filter(Boolean).join(", "), icon: "banknote" };
    const needs = [...needsOf(visit.who), ...(await openVisitsOf(visit.who))];
    const fact = await save("wastebank.payout_request", () => ({ payload, shown: about }), { id: visit.id, needs });
    if (!fact) return;
    await forget();
    purpose = "weigh";
    app.notice = note("leaf", "check", say("askSaved"));
    go("who", { replace: true });
  });
  return {
    title: visit.who.name,
    body: [el("p", {}, say("askWhy")), el("div", { class: "card sum" }, shown), pocketChoice(say("fromPocket")), el("div", { class: "low" }, keys)],
    buttons: [button],
  };
}

app.screens.day = { draw: drawDay };
app.screens.who = { draw: drawWho, needs: () => Boolean(app.session), instead: "day" };
app.screens.scan = { draw: () => drawScan(scanned), needs: () => Boolean(app.session && app.scans), instead: "day" };
app.screens.newcomer = { draw: drawNewcomer, needs: () => Boolean(app.session), instead: "day" };
app.screens.ask = { draw: drawAsk, needs: () => Boolean(app.visit?.who) };
