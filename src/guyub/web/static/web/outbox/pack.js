// What a phone needs to work without a signal: prices, kinds, members by number and name. Never NIK, phone, balance.
import { noteServerTime, ownerOf, settle } from "./person.js";
import { ask, get, read, write } from "./store.js";
import { keyOf, seal, unseal } from "./vault.js";
import { NoAnswer, talk } from "./wire.js";

const about = (owner) => `pack:${owner}`;

// Fetch the pack of an association, if it is newer than what is here. Returns the owner of what is here now.
export async function fetchPack(slug, user) {
  const known = (await read("packs", (packs) => ask(packs.getAll()))).find((p) => p.slug === slug && p.user === user);
  const from = Date.now();
  const answer = await talk(`/p/${slug}/kiriman/paket/`, { etag: known?.etag, wait: 90_000 });
  if (answer.status === 304) {
    await noteServerTime(answer.date, from);
    const servedAt = Date.parse(answer.date) || known.served_at;
    await write("packs", (packs) => ask(packs.put({ ...known, fetched_at: from, served_at: servedAt })));
    return known.owner;
  }
  if (answer.status !== 200 || !answer.data.parts) throw new NoAnswer("no pack");
  const pack = answer.data;
  await noteServerTime(pack.server_time, from);
  const owner = ownerOf(pack.user.id, pack.org.id);
  const sealed = await seal(await keyOf(owner), pack, about(owner));
  await settle({ user: pack.user.id, called: pack.user.name, slug: pack.org.slug, records: true });
  const named = { owner, slug: pack.org.slug, user: pack.user.id, etag: answer.etag };
  const row = { ...named, fetched_at: from, served_at: Date.parse(pack.server_time), ...sealed };
  await write("packs", (packs) => ask(packs.put(row)));
  return owner;
}

// The pack of this person: of the association named, else of the one she worked in last. {pack, fetched_at} or null.
export async function packOf(person, slug) {
  const all = await read("packs", (packs) => ask(packs.getAll()));
  const own = all.filter((row) => row.user === person.user);
  const row = own.find((r) => r.slug === (slug || person.slug)) ?? (slug ? null : own[0]);
  if (!row) return null;
  try {
    const pack = await unseal(await keyOf(row.owner), row, about(row.owner));
    return { pack: { ...pack, served_at: row.served_at }, fetched_at: row.fetched_at };
  } catch {
    return null;
  }
}

export const isKnown = async (owner) => Boolean(await get("packs", owner));

// Who records, as the outbox wants to know it.
export const whoOf = (pack) => ({
  user: pack.user.id, org: pack.org.id, slug: pack.org.slug, device: pack.device.id, code: pack.device.code,
  counter: pack.counter,
}); // prettier-ignore
