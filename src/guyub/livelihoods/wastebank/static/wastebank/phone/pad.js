// Keys of our own, large enough for a thumb: no letters, no second comma. `extra` stands where the comma is.
import { el, icon, say } from "../../web/phone/page.js";

export function pad({ text, press, comma = true, extra = null, label }) {
  const keys = ["7", "8", "9", "delete", "4", "5", "6", comma ? "," : "extra", "1", "2", "3", "0"];
  const next = (key) => {
    const now = text();
    if (key === "delete") return now.slice(0, -1);
    if (key === ",") return now.includes(",") ? now : `${now || "0"},`;
    return (now === "0" ? "" : now) + key;
  };
  const button = (key) => {
    if (key === "extra") return extra ?? el("span", {});
    const about = key === "delete" ? { "aria-label": say("delete") } : {};
    return el("button", { type: "button", ...about, onclick: () => press(next(key)) }, key === "delete" ? icon("backspace") : key);
  };
  return el("div", { class: "keys", role: "group", "aria-label": label }, keys.map(button));
}
