// Sealing what lies on the phone: AES-GCM with a key that the browser uses but never gives out. docs/adr/0012 says
// what this protects from, and what it does not.
import { ask, get, write } from "./store.js";

const keys = new Map();

export async function keyOf(owner) {
  if (!keys.has(owner)) {
    const known = await get("keys", owner);
    keys.set(owner, known ? known.key : await makeKey(owner));
  }
  return keys.get(owner);
}

async function makeKey(owner) {
  const fresh = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  return write("keys", async (store) => {
    const first = await ask(store.get(owner)); // another tab may have been quicker
    if (first) return first.key;
    await ask(store.add({ owner, key: fresh }));
    return fresh;
  });
}

// `about` binds the seal to its record: sealed words moved to another record do not open.
export async function seal(key, value, about) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const additionalData = new TextEncoder().encode(about);
  const plain = new TextEncoder().encode(JSON.stringify(value));
  return { iv, box: await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData }, key, plain) };
}

export async function unseal(key, sealed, about) {
  const additionalData = new TextEncoder().encode(about);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: sealed.iv, additionalData }, key, sealed.box);
  return JSON.parse(new TextDecoder().decode(plain));
}
