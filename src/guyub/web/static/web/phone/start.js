// Stands in for any page that needs a signal. Opening the app itself leads straight to the work.
import { showQueue } from "./page.js";

const work = document.querySelector(".tiles a");
if (location.pathname === "/") location.replace(work.href);
document.querySelector("[data-again]").addEventListener("click", () => location.reload());
addEventListener("online", () => location.pathname !== "/hp/" && location.reload());
showQueue();
