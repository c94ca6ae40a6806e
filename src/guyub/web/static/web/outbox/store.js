// The phone's own book: one IndexedDB database. A write that resolves is on the disk, not on its way there.
//
// `STEPS` lifts the book of any earlier version to this one, facts and all. A step that has been released is never
// changed; a new format is a new step.
const NAME = "guyub";
const STEPS = [
  (db) => {
    db.createObjectStore("keys", { keyPath: "owner" }); // a CryptoKey for each person and association
    db.createObjectStore("facts", { keyPath: "id" }).createIndex("owner", "owner"); // sealed, one record for each fact
    db.createObjectStore("packs", { keyPath: "owner" }); // prices and names for working offline; goes at sign-out
    db.createObjectStore("drafts", { keyPath: "owner" }); // the half-typed visit
    db.createObjectStore("meta", { keyPath: "name" }); // who works here, counters, the clock
  },
  (db, tx) => {
    tx.objectStore("facts").createIndex("state", ["owner", "state"]); // counting without opening
  },
  (db, tx) => {
    tx.objectStore("facts").createIndex("saved", ["owner", "saved_at"]); // a day out of weeks, without reading them all
    tx.objectStore("facts").createIndex("counter", ["owner", "counter"]);
  },
];

export class NoRoom extends Error {}

let opened;

export function open() {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(NAME, STEPS.length);
    asked.onupgradeneeded = (event) => {
      for (const step of STEPS.slice(event.oldVersion)) step(asked.result, asked.transaction);
    };
    asked.onsuccess = () => {
      const close = () => {
        asked.result.close();
        opened = undefined;
      };
      asked.result.onversionchange = close; // a newer page wants to lift the book: let it
      asked.result.onclose = close;
      resolve(asked.result);
    };
    asked.onerror = () => reject(asked.error);
  }).catch((error) => {
    opened = undefined;
    throw clear(error);
  });
  return opened;
}

export const ask = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const clear = (error) => (error?.name === "QuotaExceededError" ? new NoRoom(error.message) : error);

// `work(store, …)` may await nothing but `ask(…)`: the transaction would end meanwhile.
async function within(mode, names, work, durability) {
  const db = await open();
  const tx = db.transaction(names, mode, { durability });
  const ended = new Promise((resolve, reject) => {
    tx.oncomplete = resolve;
    tx.onabort = () => reject(clear(tx.error ?? new Error("the transaction was undone")));
  });
  const worked = Promise.resolve(work(...[names].flat().map((name) => tx.objectStore(name)))).catch((error) => {
    try {
      tx.abort();
    } catch {
      // it has ended already
    }
    throw clear(error);
  });
  const [result] = await Promise.all([worked, ended]);
  return result;
}

export const write = (names, work) => within("readwrite", names, work, "strict");
export const jot = (names, work) => within("readwrite", names, work, "relaxed"); // survives a killed app, not a power cut
export const read = (names, work) => within("readonly", names, work, "default");

export const get = (name, key) => read(name, (store) => ask(store.get(key)));
export const put = (name, value) => write(name, (store) => ask(store.put(value)));
export const remove = (name, key) => write(name, (store) => ask(store.delete(key)));

// --- telling the other tabs -----------------------------------------------------------------------------------------

const channel = "BroadcastChannel" in globalThis ? new BroadcastChannel("guyub.outbox") : null;
const listeners = new Set();
if (channel) channel.onmessage = () => listeners.forEach((listener) => listener());

export function onChange(listener) {
  listeners.add(listener);
}

export function changed() {
  channel?.postMessage("changed");
  listeners.forEach((listener) => listener());
}
