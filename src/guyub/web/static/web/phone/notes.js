// "Catatan di HP": what this phone recorded, where each note stands and why, sending by hand, the backup file.
import { exportQueue, importQueue, makeCode, NotABackup, WrongCode } from "../outbox/backup.js";
import { list, openBox } from "../outbox/outbox.js";
import { packOf, whoOf } from "../outbox/pack.js";
import { current, unsentCounts } from "../outbox/person.js";
import { keepSending } from "../outbox/replay.js";
import { NoRoom, onChange } from "../outbox/store.js";
import { chip, clockTime, dayTime, el, icon, note, say, showQueue } from "./page.js";
import { roomLeft, roomNote } from "./room.js";

const find = (name) => document.querySelector(`[data-${name}]`);
const person = await current();
const packed = person && (await packOf(person));
const box = packed && (await openBox(whoOf(packed.pack)));
const notices = find("notices");

function tell(ground, picture, text, ...more) {
  notices.replaceChildren(note(ground, picture, text), ...more);
}

function describe(entry) {
  const { shown, answer } = entry;
  const { booked } = answer ?? {};
  const title = booked?.title || shown.title || say("note");
  const about = [booked?.about ?? shown.about, shown.slip, answer?.number && say("receipt", { n: answer.number }), dayTime(entry.saved_at)];
  const reason = answer?.message && entry.state !== "accepted" ? el("small", {}, answer.message) : null;
  const said = booked?.about ? [booked.title && booked.title !== shown.title && shown.title, booked.net !== shown.net && shown.about] : [];
  const before = said.some(Boolean) ? el("small", {}, say("slipSaid", { text: said.filter(Boolean).join(", ") })) : null;
  const first = answer?.first ? el("small", {}, say("firstWas", { text: plain(answer.first) })) : null;
  const link = answer?.url?.startsWith("/") ? el("a", { class: "btn btn-quiet", href: answer.url }, say("open")) : null;
  const text = el("span", { class: "grow" }, el("b", {}, title), el("small", {}, about.filter(Boolean).join(" · ")));
  text.append(chip(entry.state), ...[before, reason, first, link].filter(Boolean));
  return el("li", {}, icon(shown.icon ?? "paper", "m"), text);
}

const plain = (first) => (typeof first === "string" ? first : Object.values(first).filter((v) => typeof v !== "object").join(", "));

async function draw() {
  const counts = await showQueue();
  const entries = box ? (await list(box)).reverse() : [];
  const open = entries.filter((entry) => !["accepted", "settled"].includes(entry.state));
  const done = entries.filter((entry) => !open.includes(entry)).slice(0, 200);
  find("list").replaceChildren(...[...open, ...done].map(describe));
  find("queue").hidden = !entries.length;
  find("none").hidden = entries.length > 0 || counts.others > 0;
  find("backup").hidden = !box;
  find("export").disabled = !counts.own;
  if (counts.others) tell("indigo", "lock", say("othersWait", { n: counts.others }));
  else if (!person) tell("indigo", "key", say("nobody"));
}

const signIn = () =>
  el("a", { class: "btn", href: `/akun/masuk/?next=${encodeURIComponent(location.pathname)}` }, icon("key", "s"), say("signIn"));

function told(outcome) {
  if (outcome === "signed_out") tell("turmeric", "key", say("signedOut"), signIn());
  else if (asked) tell(outcome === "sent" || outcome === "nothing" ? "leaf" : "turmeric", outcome === "later" ? "clock" : "check", say(outcome));
  asked = false;
}

let asked = false;
const send = keepSending(told);
find("send").addEventListener("click", () => {
  asked = true;
  send({ asked: true });
});

find("export").addEventListener("click", async () => {
  const code = makeCode();
  const { text } = await exportQueue(box, code);
  find("code-text").textContent = code;
  const file = find("file");
  file.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  file.download = `guyub-${new Date().toISOString().slice(0, 10)}-${clockTime(Date.now()).replace(".", "")}.guyub`;
  find("code").hidden = false;
  find("code").scrollIntoView();
});

find("import").addEventListener("submit", async (event) => {
  event.preventDefault();
  const error = find("import-error");
  error.hidden = true;
  try {
    const text = await document.getElementById("file").files[0].text();
    const count = await importQueue(box, text, document.getElementById("code").value);
    event.target.reset();
    tell("leaf", "check", say("taken", { n: count }));
    send();
  } catch (trouble) {
    const word = trouble instanceof WrongCode ? "wrongCode" : trouble instanceof NotABackup ? "notABackup" : trouble instanceof NoRoom ? "noRoom" : "failed";
    error.textContent = say(word);
    error.hidden = false;
  }
});

onChange(draw);
await draw();
if (box) find("room").replaceChildren(...(await roomLeft()).map(roomNote));
