// The small part that every page carries: how many notes wait, who works here, and the door at sign-out.
import { current, isYoung, leave, settle, unsentCounts } from "./person.js";
import { ask, onChange, read } from "./store.js";

const PACK_AGE = 60 * 60_000;
const { person, called, org, records } = document.body.dataset;

export async function start() {
  if (document.querySelector("[data-left]")) await leave();
  await draw();
  onChange(draw);
  guardSignOut();
  if (!person) return;
  await settle({ user: person, called, ...(org && { slug: org, records: Boolean(records) }) });
  navigator.serviceWorker.register("/sw.js").catch(() => {}); // http without a certificate: everything else works
  const { own } = await unsentCounts(person);
  if (own) (await import("./replay.js")).keepSending();
  if (org && records) await freshen();
}

// Prices and names are kept fresh while there is a signal, so that the phone is ready when there is none.
async function freshen() {
  const rows = await read("packs", (packs) => ask(packs.getAll()));
  const known = rows.find((row) => row.slug === org && row.user === person);
  if (known && isYoung(known.fetched_at, PACK_AGE)) return;
  const { fetchPack } = await import("./pack.js");
  await fetchPack(org, person).catch(() => {}); // no signal: what is here goes on
}

async function draw() {
  const place = document.querySelector("[data-unsent]");
  if (!place) return;
  const { own, others } = await unsentCounts(person ?? (await current())?.user);
  const said = [own && place.dataset.own.replace("{n}", own), others && place.dataset.others.replace("{n}", others)];
  place.hidden = !(own || others);
  const link = Object.assign(document.createElement("a"), { href: "/hp/catatan/" });
  link.textContent = said.filter(Boolean).join(" · ");
  place.replaceChildren(link);
}

// Signing out with unsent notes is allowed: they stay, sealed, and go out when she is back. But she should know.
function guardSignOut() {
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-sign-out]");
    if (!form || form.dataset.sure) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const { own } = await unsentCounts(person);
    if (!own || (await sure(form, own))) {
      form.dataset.sure = "yes";
      await leave();
      form.requestSubmit();
    }
  }, true); // prettier-ignore
}

function sure(form, count) {
  const dialog = document.createElement("dialog");
  dialog.className = "card stack";
  const words = form.dataset;
  const text = document.createElement("p");
  text.textContent = words.warn.replace("{n}", count);
  const buttons = [["stay", "btn btn-main"], ["go", "btn btn-quiet"]].map(([value, look]) =>
    Object.assign(document.createElement("button"), { className: look, value, textContent: words[value], type: "submit" }),
  ); // prettier-ignore
  const inside = Object.assign(document.createElement("form"), { method: "dialog", className: "stack" });
  inside.append(text, ...buttons);
  dialog.append(inside);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "go");
    });
  });
}
