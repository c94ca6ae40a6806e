// Sending what waits. One replay at a time, whatever the number of tabs and reasons; any number of repetitions is
// harmless, because the server knows each fact by its id and content.
import { learn, list, OPEN, openBox, tidy, UNSENT } from "./outbox.js";
import { noteServerTime } from "./person.js";
import { ask, read } from "./store.js";
import { askWho, NoAnswer, talk } from "./wire.js";

const MOST = 100;
const PAGE = document.documentElement.dataset.version ?? "";
const REST = 60_000; // looking at the own book costs nothing
const SOON = 2_000; // another round is under way, and may have begun before what was saved just now
const FIRST_PAUSE = 10_000; // after a failure; doubled each time
const LONGEST_PAUSE = 15 * 60_000;
const POLL_EVERY = 5 * 60_000;
let size = MOST;
let failures = 0;
let polled = 0;

// Returns "sent", "nothing", "signed_out", "other_person", "later" or "busy" (another tab is at it).
export async function replay({ asked = false } = {}) {
  if (asked) polled = 0;
  const run = async (lock) => (lock ? sendAll().catch(troubled) : "busy");
  const outcome = await navigator.locks.request("guyub.outbox", { ifAvailable: true }, run);
  if (outcome !== "busy") failures = outcome === "later" ? failures + 1 : 0;
  return outcome;
}

function troubled(error) {
  if (!(error instanceof NoAnswer)) throw error;
  size = Math.max(5, Math.floor(size / 2)); // a thin line: smaller parcels come through
  return "later";
}

async function sendAll() {
  const boxes = await boxesWithWork();
  if (!boxes.length) return "nothing";
  const who = await askWho();
  if (!who) return "signed_out";
  let outcome = "nothing";
  for (const { user, org, slug } of boxes) {
    if (user !== who.user) continue;
    const box = await openBox({ user, org, slug, device: who.device });
    outcome = await sendBox(box, who);
    if (outcome !== "sent") return outcome;
  }
  size = MOST;
  return outcome === "nothing" ? "other_person" : outcome;
}

// Every person and association with something that is not settled, from the marks outside the seals.
const boxesWithWork = () =>
  read(["keys", "facts"], async (keys, facts) => {
    const found = [];
    for (const owner of await ask(keys.getAllKeys())) {
      for (const state of OPEN) {
        const row = await ask(facts.index("state").get([owner, state]));
        if (!row) continue;
        const [user, org] = owner.split(":");
        found.push({ user, org, slug: row.slug });
        break;
      }
    }
    return found;
  });

async function sendBox(box, who) {
  const waiting = (await list(box, UNSENT)).filter((entry) => entry.fact);
  while (waiting.length) {
    const batch = waiting.splice(0, size);
    const body = {
      user: who.user,
      sent_at: `${new Date().toISOString().slice(0, 19)}Z`,
      page: PAGE,
      facts: batch.map((entry) => entry.fact),
    };
    const outcome = await exchange(box, who, `/p/${box.slug}/kiriman/`, body, 120_000);
    if (outcome !== "sent") return outcome;
  }
  return poll(box, who);
}

// What the server keeps for somebody to look at: has it moved on?
async function poll(box, who) {
  if (Date.now() - polled < POLL_EVERY) return "sent";
  const open = [...(await list(box, "waiting")), ...(await list(box, "checking"))];
  for (let i = 0; i < open.length; i += 500) {
    const body = { user: who.user, ids: open.slice(i, i + 500).map(({ id, fact }) => (fact ? { id, hash: fact.hash } : id)) };
    const outcome = await exchange(box, who, `/p/${box.slug}/kiriman/keadaan/`, body, 60_000);
    if (outcome === "later") return "sent"; // what was to be sent has been sent
    if (outcome !== "sent") return outcome;
  }
  polled = Date.now();
  await tidy(box);
  return "sent";
}

async function exchange(box, who, url, body, wait) {
  const from = Date.now();
  const { status, data } = await talk(url, { body, csrf: who.csrf, wait });
  if (status === 401) return "signed_out";
  if (status === 409) return "other_person";
  if (!Array.isArray(data.results) || data.user !== who.user) return "later";
  const believed = await learn(box, data.results); // also of a batch that broke off in the middle (503)
  await noteServerTime(data.server_time, from);
  return status === 200 && (believed || !body.facts?.length) ? "sent" : "later";
}

// --- when -----------------------------------------------------------------------------------------------------------

function pauseAfter(outcome) {
  if (outcome === "busy") return SOON;
  return failures ? Math.min(FIRST_PAUSE * 2 ** (failures - 1), LONGEST_PAUSE) : REST;
}

// A phone that says "online" may still have no server, and one that says nothing may have one: so also by the clock.
// Returns the function of the button "send now".
export function keepSending(told = () => {}) {
  let timer = 0;
  const go = async (options) => {
    clearTimeout(timer);
    const outcome = await replay(options);
    timer = setTimeout(go, pauseAfter(outcome) * (0.75 + Math.random() / 2));
    told(outcome);
    return outcome;
  };
  addEventListener("online", () => go());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && go());
  go({ asked: true });
  return go;
}
