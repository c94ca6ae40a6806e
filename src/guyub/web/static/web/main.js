// Everything here only makes a page quicker or easier; every page works without it.
document.documentElement.classList.add("js");

const errors = document.querySelector("[data-errors]");
if (errors) errors.focus();

const parts = [
  ["[data-keypad]", () => import("./keypad.js")],
  ["[data-stepper]", () => import("./stepper.js")],
  ["[data-total]", () => import("./total.js")],
  ["[data-sortable]", () => import("./sort.js")],
];

export function enhance(root) {
  for (const [selector, load] of parts) {
    const found = root.querySelectorAll(selector);
    if (found.length) load().then((part) => found.forEach(part.enhance));
  }
}

enhance(document);
document.addEventListener("htmx:after:swap", () => enhance(document));

// What the phone recorded without a signal: counted and sent when the page stands, never in its way.
if (isSecureContext && "serviceWorker" in navigator) {
  addEventListener("load", () => import("./outbox/badge.js").then((badge) => badge.start()));
}

document.addEventListener("click", (event) => {
  const sharing = event.target.closest("[data-share-text]");
  if (sharing && navigator.share) {
    event.preventDefault();
    const url = sharing.dataset.shareUrl || undefined;
    navigator.share({ text: sharing.dataset.shareText, url }).catch(() => {});
  }
  if (event.target.closest("[data-print]")) window.print();
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

// A second press of the button while the first is on its way is only noise; client_id makes it harmless anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
});
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
});
