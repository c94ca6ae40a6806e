// The queue as a file, for the day a phone is lost or broken: sealed with a code that is shown once and stands nowhere.
import { adopt, list, UNSENT } from "./outbox.js";

const ROUNDS = 600_000; // PBKDF2 with SHA-256
const KIND = "guyub-outbox";
const base64 = (bytes) => btoa(Array.from(new Uint8Array(bytes), (byte) => String.fromCharCode(byte)).join(""));
const bytesOf = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));

export class WrongCode extends Error {}
export class NotABackup extends Error {}

// 16 digits without a pattern, in groups of four.
export function makeCode() {
  const digits = [];
  while (digits.length < 16) {
    const [byte] = crypto.getRandomValues(new Uint8Array(1));
    if (byte < 250) digits.push(byte % 10);
  }
  return digits.join("").replace(/(\d{4})(?=\d)/g, "$1 ");
}

async function keyFrom(code, salt, rounds) {
  const digits = new TextEncoder().encode(code.replace(/\D/g, ""));
  const base = await crypto.subtle.importKey("raw", digits, "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, base, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

// Returns {text, count}: the file, and how many facts are in it.
export async function exportQueue(box, code) {
  const entries = (await list(box, UNSENT)).filter((entry) => entry.fact);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const key = await keyFrom(code, salt, ROUNDS);
  const inside = { org: box.org, entries: entries.map(({ fact, shown }) => ({ fact, shown })) };
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, new TextEncoder().encode(JSON.stringify(inside)));
  const file = { kind: KIND, v: 1, rounds: ROUNDS, salt: base64(salt), iv: base64(iv), box: base64(sealed) };
  return { text: JSON.stringify(file), count: entries.length };
}

// Returns how many facts are new on this phone. They keep who recorded them, and wait to be sent from here.
export async function importQueue(box, text, code) {
  let file;
  try {
    file = JSON.parse(text);
  } catch {
    throw new NotABackup();
  }
  if (file?.kind !== KIND || file.v !== 1 || !(file.rounds >= ROUNDS && file.rounds <= 10_000_000)) throw new NotABackup();
  let inside;
  try {
    const key = await keyFrom(code, bytesOf(file.salt), file.rounds);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytesOf(file.iv) }, key, bytesOf(file.box));
    inside = JSON.parse(new TextDecoder().decode(plain));
  } catch {
    throw new WrongCode();
  }
  if (inside.org !== box.org) throw new NotABackup();
  return adopt(box, inside.entries);
}
