// Whether this phone will keep what is recorded on it. Said as long as it is so, on the pages where work begins.
import { fullness, isKept } from "../outbox/outbox.js";
import { note, say } from "./page.js";

const MUCH = 0.8;

// What there is to say: "full", "notKept", as a rule nothing.
export async function roomLeft() {
  const full = (await fullness()) >= MUCH;
  return [full && "full", !(await isKept()) && "notKept"].filter(Boolean);
}

export const roomNote = (word) =>
  word === "full" ? note("turmeric", "warning", say("full")) : note("indigo", "phone", say("notKept"), say("notKeptNext"));
