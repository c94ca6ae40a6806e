// Who works on this phone now, and how far its clock is off. Facts of somebody else stay sealed until she is back.
import { ask, changed, get, read, write } from "./store.js";

export const ownerOf = (user, org) => `${user}:${org}`;

export const current = () => get("meta", "person");

// Another person takes over: what the first one had cached to work with goes, what she recorded stays.
export function settle(person) {
  return write(["meta", "packs"], async (meta, packs) => {
    const before = await ask(meta.get("person"));
    if (before && before.user !== person.user) {
      dropTyped();
      await dropPacks(packs, (owner) => !owner.startsWith(person.user));
    }
    const same = before?.user === person.user ? before : {};
    const next = { ...same, ...person, name: "person" };
    if (JSON.stringify(next) !== JSON.stringify(before)) await ask(meta.put(next));
    return next;
  });
}

// A visit half typed at the scale of the pages outlives a killed browser (the scale keeps it), but not her sign-out.
const TYPED = "guyub.visit:";

function dropTyped() {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(TYPED)) localStorage.removeItem(name);
  } catch {
    // Storage is shut in this browser: then nothing lies there either.
  }
}

// Sign-out: private caches go, never the outbox.
export async function leave() {
  dropTyped();
  await write(["meta", "packs"], async (meta, packs) => {
    await ask(meta.delete("person"));
    await dropPacks(packs, () => true);
  });
  changed();
}

async function dropPacks(packs, which) {
  for (const owner of await ask(packs.getAllKeys())) if (which(owner)) await ask(packs.delete(owner));
}

// --- the clock ------------------------------------------------------------------------------------------------------

// Phone clock less server clock, in whole seconds; the answer left the server about half-way between `from` and now.
export function noteServerTime(serverTime, from) {
  const server = Date.parse(serverTime);
  if (Number.isNaN(server)) return Promise.resolve();
  const seconds = Math.round(((from + Date.now()) / 2 - server) / 1000);
  return write("meta", (meta) => ask(meta.put({ name: "clock", offset: seconds })));
}

// By a clock that went back since, nothing is young.
export const isYoung = (since, age) => Math.abs(Date.now() - since) < age;

export const clockOffset = async () => (await get("meta", "clock"))?.offset ?? 0;

// --- counting without opening ---------------------------------------------------------------------------------------

export const unsentCounts = (user) =>
  read(["keys", "facts"], async (keys, facts) => {
    const counts = { own: 0, others: 0 };
    for (const owner of await ask(keys.getAllKeys())) {
      const count = await ask(facts.index("state").count([owner, "unsent"]));
      counts[user && owner.startsWith(`${user}:`) ? "own" : "others"] += count;
    }
    return counts;
  });
