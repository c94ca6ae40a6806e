// What every page kept on the phone needs: its words, its drawings, the state of the queue in the head.
import { onChange } from "../outbox/store.js";
import { current, unsentCounts } from "../outbox/person.js";

const dictionary = new Map(
  [...document.querySelectorAll("[data-words] dt")].map((term) => [term.textContent, term.nextElementSibling.textContent]),
);

export const say = (key, values = {}) =>
  (dictionary.get(key) ?? key).replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "");

// el("p", {class: "muted"}, "text", otherElement)
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";
export function icon(name, size = "") {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", size ? `icon icon-${size}` : "icon");
  drawing.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${document.body.dataset.sprite}#${name}`);
  drawing.append(use);
  return drawing;
}

export const note = (ground, picture, ...lines) =>
  el("div", { class: ground === "turmeric" ? "note" : `note note-${ground}`, role: "status" }, icon(picture), el("div", {}, lines.map((line) => el("p", {}, line))));

const LOOKS = {
  unsent: ["turmeric", "clock"],
  accepted: ["leaf", "check"],
  waiting: ["indigo", "clock"],
  checking: ["turmeric", "eye"],
  settled: ["leaf", "check"],
  unreadable: ["chilli", "lock"],
};
export function chip(state) {
  const [ground, picture] = LOOKS[state];
  return el("span", { class: `chip chip-${ground}` }, icon(picture, "s"), say(`st-${state}`));
}

// 12 Februari 2027, of the day "2027-02-12"
export const dayText = (iso) => {
  const [year, month, day] = iso.split("-").map(Number);
  return new Date(year, month - 1, day).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long", year: "numeric" });
};

const two = (n) => String(n).padStart(2, "0");
export const clockTime = (moment) => {
  const at = new Date(moment);
  return `${two(at.getHours())}.${two(at.getMinutes())}`;
};
export const dayTime = (moment) => {
  const day = new Date(moment).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short" });
  return `${day} ${clockTime(moment)}`;
};

export async function showQueue() {
  const counts = await unsentCounts((await current())?.user);
  const place = document.querySelector("[data-status]");
  place.textContent = counts.own ? say("unsent", { n: counts.own }) : say("allSent");
  return counts;
}

onChange(showQueue);
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) print();
});
