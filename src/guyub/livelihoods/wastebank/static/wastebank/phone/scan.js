// The code on a member's card, read by the camera where the browser itself can; everywhere else the number is typed.
import { el, note, say } from "../../web/phone/page.js";
import { app, content } from "./app.js";

const EVERY = 150; // milliseconds between two looks
const CARD = /\/p\/([\w-]+)\/.+\/k\/([\w-]{24})[0-9a-f]{16}\/?$/;

export async function canScan() {
  try {
    return Boolean(navigator.mediaDevices?.getUserMedia) && (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
  } catch {
    return false; // no browser that reads codes
  }
}

// The id of the member whose card this is: sixteen bytes, then the version of the card and a mark that only the server can
// check. Here a card spares typing, nothing more: her name is read out as ever. null: no card of this association.
export function cardOf(text, slug) {
  const [, where, packed] = CARD.exec(text) ?? [];
  if (where !== slug) return null;
  const bytes = Array.from(atob(packed.replaceAll("-", "+").replaceAll("_", "/")).slice(0, 16), (sign) => sign.charCodeAt(0));
  return bytes.map((byte) => byte.toString(16).padStart(2, "0")).join("").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5"); // prettier-ignore
}

function complain(word) {
  content.querySelectorAll(":scope > .note").forEach((old) => old.remove());
  content.prepend(note("turmeric", "warning", say(word)));
}

// Looks until a card is found or the screen is left; then the camera rests.
async function look(video, found) {
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    video.srcObject = stream;
    await video.play();
  } catch {
    stream?.getTracks().forEach((track) => track.stop());
    return video.isConnected && complain("noCamera");
  }
  const detector = new BarcodeDetector({ formats: ["qr_code"] });
  while (video.isConnected && !document.hidden) {
    const codes = await detector.detect(video).catch(() => []);
    const ids = codes.map((code) => cardOf(code.rawValue, app.box.slug)).filter(Boolean);
    const member = app.members.find((one) => ids.includes(one.id));
    if (member && video.isConnected) {
      stream.getTracks().forEach((track) => track.stop());
      return found(member);
    }
    if (codes.length) complain("unknownCard");
    await new Promise((done) => setTimeout(done, EVERY));
  }
  stream.getTracks().forEach((track) => track.stop());
  if (video.isConnected) history.back(); // the phone was put away meanwhile
}

export function drawScan(found) {
  const video = el("video", { class: "camera", muted: true, playsinline: true, "aria-label": say("camera") });
  queueMicrotask(() => look(video, found));
  return { title: say("scanCard"), body: [el("p", {}, say("scanWhy")), video] };
}
