// Weighing without a signal: opens with what this phone has, fetches what is newer when it can.
import { openBox } from "../../web/outbox/outbox.js";
import { fetchPack, packOf, whoOf } from "../../web/outbox/pack.js";
import { current, isYoung } from "../../web/outbox/person.js";
import { keepSending } from "../../web/outbox/replay.js";
import { onChange } from "../../web/outbox/store.js";
import { el, icon, note, say, showQueue } from "../../web/phone/page.js";
import { roomLeft } from "../../web/phone/room.js";
import { again, app, content, draft, forget, go, load, refresh, takeUp } from "./app.js";
import { canScan } from "./scan.js";
import "./who.js";
import "./scale.js";
import "./ways.js";
import "./slip.js";

const slug = location.hash.slice(1);
const OLD = 20 * 3_600_000; // a pack of yesterday: names and prices may have changed

// Her pages said that she does not record here (an outside mentor): then nothing is asked for.
const isOther = (person, wanted) => person?.records === false && person.slug === wanted;

async function packed() {
  const person = await current();
  const wanted = slug || person?.slug;
  if (isOther(person, wanted)) return null;
  const known = person && (await packOf(person, wanted));
  if (known && isYoung(known.fetched_at, OLD / 20)) return known;
  const fetched = wanted ? fetchPack(wanted, person?.user).catch(() => null) : null;
  if (known) {
    fetched?.then((owner) => owner && renew(wanted));
    return known;
  }
  if (!(await fetched)) return null;
  return packOf(await current(), wanted);
}

// A newer pack came while the page stood: prices and names are exchanged, the visit in hand is not touched.
async function renew(wanted) {
  const fresh = await packOf(await current(), wanted);
  if (!fresh || fresh.pack.user.id !== app.box?.user) return;
  await load(fresh.pack, fresh.fetched_at);
  if (["day", "who", "visits"].includes(document.body.dataset.screen) && !content.querySelector("input")?.value) again();
}

function turnAway(word) {
  content.replaceChildren(note("indigo", "key", say(word)), el("a", { class: "btn", href: "/" }, icon("home", "s"), say("toStart")));
  document.querySelector("[data-heading]").textContent = say("weigh");
}

async function begin() {
  await showQueue();
  const found = await packed();
  const person = await current();
  if (!found?.pack.device) return turnAway(isOther(person, slug || person?.slug) ? "notYourOffice" : "noPack");
  const { wastebank, wastebank_sales } = found.pack.parts ?? {};
  if (!wastebank && !wastebank_sales) return turnAway("notYourOffice");
  app.box = await openBox(whoOf(found.pack));
  await load(found.pack, found.fetched_at);
  app.redraw = again;
  app.send = keepSending(told);
  app.scans = await canScan();
  await resume();
  onChange(lookForRoom);
  await lookForRoom();
  document.body.dataset.ready = "yes";
}

// The phone may fill up in the middle of a day: looked at again with each visit.
async function lookForRoom() {
  const before = app.room.join();
  app.room = await roomLeft();
  if (app.room.join() !== before && ["day", "who"].includes(document.body.dataset.screen) && !content.querySelector("input")?.value) again();
}

// Where she was: in the middle of a visit, else at the only weighing day there is, else at the choice.
async function resume() {
  const kept = await draft();
  const days = app.sessions.filter((session) => session.open);
  history.replaceState({ name: "day", depth: 0 }, "");
  if (kept && (kept.lines.length || kept.text || kept.item)) {
    takeUp(kept);
    app.session = kept.session;
    app.notice = note("indigo", "info", say("restored"));
    const screen = app.screens[kept.screen]?.needs?.(app) ? kept.screen : kept.load ? "day" : "scale";
    return go(screen);
  }
  await forget();
  if (days.length !== 1) return go("day", { replace: true });
  [app.session] = days;
  return go("who", { replace: true });
}

async function told(outcome) {
  await showQueue();
  if (outcome === "signed_out") document.querySelector("[data-status]").textContent = say("signedOut");
  if (outcome === "sent") await refresh();
}

await begin();
