// What was recorded here and where it stands. A fact is never changed and never deleted while the server has not
// said that it stands; what changes is what is known about it (`state`, `answer`).
import { contentHash } from "./canonical.js";
import { seconds, uuid7 } from "./ids.js";
import { clockOffset, ownerOf } from "./person.js";
import { ask, changed, get, read, write } from "./store.js";
import { keyOf, seal, unseal } from "./vault.js";

export const UNSENT = "unsent"; // menunggu
export const STATES = ["unsent", "accepted", "waiting", "checking", "settled"];
export const OPEN = [UNSENT, "waiting", "checking"];
export const DONE = ["accepted", "settled"];
const KEPT_DAYS = 60; // how long an accepted fact stays to be looked at

// The outbox of one person in one association on this phone. `who`: {user, org, slug, device, code, counter}.
export async function openBox(who) {
  const owner = ownerOf(who.user, who.org);
  const box = { ...who, owner, key: await keyOf(owner), counting: `counter:${who.org}:${who.device}` };
  const begun = await get("meta", box.counting);
  const last = Math.max(who.counter ?? 0, begun ? 0 : lastIn(box, await list(box)));
  await write("meta", (meta) => countOn(box, meta, last));
  return box;
}

// The facts of a device are numbered 1, 2, 3 in each association. Pages of before counted per phone: then the facts
// that lie here say how far it is.
const lastOf = async (box, meta) => (await ask(meta.get(box.counting)))?.last ?? 0;
const lastIn = (box, entries) =>
  Math.max(0, ...entries.filter(({ fact }) => fact?.device === box.device).map(({ fact }) => fact.counter));

async function countOn(box, meta, last) {
  if (last > (await lastOf(box, meta))) await ask(meta.put({ name: box.counting, last }));
}

// Resolves when the fact is on the disk, not before. `content(counter)` gives {payload, shown}: a number that is taken
// and not used looks like a lost record, so it is taken in the moment in which the fact is written, whatever the number
// of tabs. The same `id` twice is one fact. The half-typed visit that it came from goes in the same moment too.
export async function record(box, kind, content, { needs = [], id = uuid7(), at = new Date() } = {}) {
  for (;;) {
    const counter = (await read("meta", (meta) => lastOf(box, meta))) + 1;
    const { payload, shown = {} } = content(counter);
    const told = {
      id, kind, v: 1, user: box.user, device: box.device, counter, happened_at: seconds(at),
      offset: await clockOffset(), needs, payload,
    }; // prettier-ignore
    const fact = { ...told, hash: await contentHash(told) };
    const row = await rowOf(box, { fact, shown, answer: null }, UNSENT);
    const done = await write(["facts", "drafts", "meta"], async (facts, drafts, meta) => {
      if (await ask(facts.get(id))) return true;
      if ((await lastOf(box, meta)) !== counter - 1) return false; // another tab has just taken this number
      await ask(meta.put({ name: box.counting, last: counter }));
      await ask(facts.add(row));
      await ask(drafts.delete(box.owner));
      return true;
    });
    if (!done) continue;
    changed();
    return fact;
  }
}

const rowOf = async (box, body, state, savedAt = Date.now()) => ({
  id: body.fact.id,
  owner: box.owner,
  state,
  hash: body.fact.hash,
  counter: body.fact.counter,
  saved_at: savedAt,
  slug: box.slug,
  ...(await seal(box.key, body, body.fact.id)),
});

const rows = (box, state) =>
  read("facts", (facts) =>
    ask(state ? facts.index("state").getAll([box.owner, state]) : facts.index("owner").getAll(box.owner)),
  );

// What was opened once stays open while the page lives: what is sealed anew has another `iv`.
const bodies = new Map();

async function bodyOf(box, row) {
  const seal = row.iv.join();
  const known = bodies.get(row.id);
  if (known?.seal === seal) return known.body;
  const body = await unseal(box.key, row, row.id);
  bodies.set(row.id, { seal, body });
  return body;
}

async function opened(box, found) {
  const entries = [];
  for (const row of found) {
    const { id, state, saved_at } = row;
    try {
      entries.push({ ...(await bodyOf(box, row)), state, saved_at, id });
    } catch {
      entries.push({ id, state: "unreadable", saved_at, fact: null, shown: {}, answer: null });
    }
  }
  return entries.sort((a, b) => a.saved_at - b.saved_at || (a.id < b.id ? -1 : 1));
}

export const list = async (box, state = "") => opened(box, await rows(box, state));

// What is open, what was saved since a moment, and what has a number above `counter`: a season of accepted facts may
// lie in the book, and reading them all would make each visit slower than the one before.
export async function recent(box, { since = Infinity, counter = Infinity } = {}) {
  const from = (value) => IDBKeyRange.bound([box.owner, value], [box.owner, Infinity]);
  const found = await read("facts", (facts) => {
    const open = OPEN.map((state) => facts.index("state").getAll([box.owner, state]));
    return Promise.all([...open, facts.index("saved").getAll(from(since)), facts.index("counter").getAll(from(counter + 1))].map(ask));
  });
  return opened(box, [...new Map(found.flat().map((row) => [row.id, row])).values()]);
}

export async function find(box, id) {
  const row = await get("facts", id);
  return row?.owner === box.owner ? (await opened(box, [row]))[0] : null;
}

export const countOf = (box, state) =>
  read("facts", (facts) => ask(facts.index("state").count([box.owner, state])));

// The server answered. Believed is only what names a fact of ours with its content; returns how many that were.
export async function learn(box, results) {
  const news = [];
  for (const result of results) {
    const row = typeof result?.id === "string" ? await get("facts", result.id) : null;
    if (!row || row.owner !== box.owner || row.hash !== result.hash) continue;
    const state = result.state === "clash" ? "checking" : result.state;
    if (!STATES.includes(state) || state === UNSENT) continue;
    let body;
    try {
      body = await unseal(box.key, row, row.id);
    } catch {
      continue;
    }
    news.push(await rowOf(box, { ...body, answer: result }, state, row.saved_at));
  }
  await write("facts", async (facts) => {
    for (const row of news) await ask(facts.put(row));
  });
  if (news.length) changed();
  return news.length;
}

// Facts from a backup file: they keep who recorded them and on which device; a fact that is here stays as it is.
export async function adopt(box, entries) {
  const fresh = [];
  for (const { fact, shown } of entries) {
    const { hash, ...content } = fact;
    if ((await contentHash(content)) !== hash) throw new TypeError("a fact does not match its mark");
    fresh.push(await rowOf(box, { fact, shown, answer: null }, UNSENT));
  }
  const added = await write(["facts", "meta"], async (facts, meta) => {
    await countOn(box, meta, lastIn(box, entries));
    let count = 0;
    for (const row of fresh) {
      if (await ask(facts.get(row.id))) continue;
      await ask(facts.add(row));
      count += 1;
    }
    return count;
  });
  changed();
  return added;
}

// Accepted long ago: the receipt stands in the books, the phone needs its room.
export async function tidy(box, now = Date.now()) {
  const old = [];
  for (const state of DONE) {
    for (const row of await rows(box, state)) if (now - row.saved_at > KEPT_DAYS * 86_400_000) old.push(row.id);
  }
  if (old.length) {
    await write("facts", async (facts) => {
      for (const id of old) await ask(facts.delete(id));
    });
  }
}

// --- room on the phone ----------------------------------------------------------------------------------------------

// How full the phone is, 0 to 1.
export async function fullness() {
  try {
    const { usage, quota } = await navigator.storage.estimate();
    return quota ? usage / quota : 0;
  } catch {
    return 0; // an old browser: nothing is known
  }
}

let asked;

// Whether the browser has promised to keep the book. It is asked once for each page; some ask the person, so the answer
// is not waited for longer than a moment. An old browser promises nothing, and there is nothing that she could do.
export async function isKept() {
  if (!navigator.storage?.persisted) return true;
  asked ??= navigator.storage.persist().catch(() => false);
  await Promise.race([asked, new Promise((done) => setTimeout(done, 1000))]);
  return navigator.storage.persisted().catch(() => true);
}
