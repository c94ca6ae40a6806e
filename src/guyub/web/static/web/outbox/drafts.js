// The half-typed visit, sealed: after a killed app it stands where it stood.
import { ask, get, jot } from "./store.js";
import { seal, unseal } from "./vault.js";

const about = (box) => `draft:${box.owner}`;

export async function keepDraft(box, value) {
  const sealed = await seal(box.key, value, about(box));
  await jot("drafts", (drafts) => ask(drafts.put({ owner: box.owner, ...sealed })));
}

export const dropDraft = (box) => jot("drafts", (drafts) => ask(drafts.delete(box.owner)));

export async function draftOf(box) {
  const row = await get("drafts", box.owner);
  if (!row) return null;
  try {
    return await unseal(box.key, row, about(box));
  } catch {
    return null;
  }
}
