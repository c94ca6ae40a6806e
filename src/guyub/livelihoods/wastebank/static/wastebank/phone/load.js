// A load for a collector, written down where there is no signal: kind by kind, our weight and his. On the server it becomes
// a draft; what leaves the stock and what he owes is settled there.
import { uuid7 } from "../../web/outbox/ids.js";
import { el, icon, note, say } from "../../web/phone/page.js";
import { age, again, app, content, forget, go, keep, lineButton, mainButton, save, wordOf } from "./app.js";
import { quantityText, readKeys, rupiah } from "./numbers.js";

// It lies where the visit in hand lies: after a killed page it stands here again.
export function startLoad() {
  const { posts, collectors } = app.selling;
  app.visit = {
    id: uuid7(), load: true, post: app.session?.post ?? posts[0]?.id, collector: collectors.length === 1 ? collectors[0].id : "", lines: [],
  }; // prettier-ignore
  go("load");
}

const complain = (word, values = {}) => {
  content.querySelectorAll(":scope > .note").forEach((old) => old.remove());
  content.prepend(note("turmeric", "warning", say(word, values)));
  scrollTo(0, 0);
};

function choiceOf(id, label, rows, empty = "") {
  const choose = () => {
    app.visit[id] = choice.value;
    keep();
  };
  const first = app.visit[id] ? [] : [el("option", { value: "" }, empty)];
  const options = rows.map((one) => el("option", { value: one.id, selected: one.id === app.visit[id] }, one.name));
  const choice = el("select", { id, onchange: choose }, first, options);
  return el("div", { class: "field" }, el("label", { for: id }, label), choice);
}

const weightOf = (quantity, unit) => quantityText(quantity, unit, wordOf(unit));

function lineOf(line, i) {
  const about = [say("ourWeight", { weight: weightOf(line.own, line.unit) }), say("hisWeight", { weight: weightOf(line.weight, line.unit) })];
  if (line.price !== null) about.push(`${rupiah(line.price)}/${wordOf(line.unit)}`);
  const away = () => {
    app.visit.lines.splice(i, 1);
    keep();
    again();
  };
  return el("li", {}, el("span", { class: "grow" }, el("b", {}, line.name), el("small", {}, about.join(" · "))),
    el("button", { type: "button", class: "btn btn-quiet", "aria-label": say("takeAway", { name: line.name }), onclick: away }, icon("undo", "s"))); // prettier-ignore
}

function drawLoad() {
  const { lines } = app.visit;
  const { posts, collectors } = app.selling;
  if (!collectors.length) return { title: say("load"), body: [note("turmeric", "truck", say("noCollector")), el("p", { class: "muted" }, age())] };
  const add = mainButton("plus", say("addKind"), () => go("loaded"), { quiet: lines.length > 0 });
  return {
    title: say("load"),
    body: [
      el("p", {}, say("loadWhy")), el("div", { class: "card stack" }, choiceOf("collector", say("toCollector"), collectors, say("pleaseChoose")), posts.length > 1 ? choiceOf("post", say("fromPost"), posts) : null),
      lines.length ? el("ul", { class: "card lines" }, lines.map(lineOf)) : null,
    ],
    buttons: [el("div", { class: "bar-row" }, add, lines.length ? mainButton("check", say("saveDraft"), finish) : null)],
  }; // prettier-ignore
}

// --- one kind -------------------------------------------------------------------------------------------------------

function drawLoaded() {
  const { lines } = app.visit;
  const left = [...app.items.values()].filter((item) => !lines.some((line) => line.item === item.id));
  const kind = el("select", { id: "kind", onchange: () => name() }, el("option", { value: "" }, say("pleaseChoose")), left.map((item) => el("option", { value: item.id }, item.name)));
  const field = (id, more) => {
    const label = el("label", { for: id });
    return { label, row: el("div", { class: "field" }, label, el("input", { id, class: "input", autocomplete: "off", maxlength: 10, ...more })) };
  };
  const own = field("own", { inputmode: "decimal" });
  const his = field("his", { inputmode: "decimal" });
  const price = field("price", { inputmode: "numeric" });
  const name = () => {
    const unit = wordOf(app.items.get(kind.value)?.unit ?? "g");
    own.label.textContent = say("ownIn", { unit });
    his.label.textContent = say("hisIn", { unit });
    price.label.textContent = say("priceFor", { unit });
  };
  name();
  const form = el("form", { id: "loaded", class: "card stack", novalidate: true },
    el("div", { class: "field" }, el("label", { for: "kind" }, say("kind")), kind), own.row, his.row, price.row); // prettier-ignore
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    take(form);
  });
  return { title: say("addKind"), body: [form], buttons: [mainButton("truck", say("loadKind"), () => form.requestSubmit())] };
}

function take(form) {
  const said = (id) => form.querySelector(`#${id}`).value.trim();
  const item = app.items.get(said("kind"));
  if (!item) return complain("tapKind");
  const [own, weight] = [readKeys(said("own"), item.unit), readKeys(said("his"), item.unit)];
  if (own === null || weight === null) return complain(item.unit === "pcs" ? "noCount" : "noComma");
  const digits = said("price").replaceAll(".", "").replace(/^rp\s*/i, "");
  if (!/^\d{0,9}$/.test(digits)) return complain("noRupiah");
  app.visit.lines.push({ item: item.id, name: item.name, unit: item.unit, own, weight, price: digits ? Number(digits) : null });
  app.visit.screen = "load";
  keep();
  history.back();
}

// --- saving ---------------------------------------------------------------------------------------------------------

let saving = false;
async function finish() {
  const { visit } = app;
  if (saving) return;
  if (!visit.collector) return complain("whichCollector");
  saving = true;
  const lines = visit.lines.map(({ item, own, weight, price }) => ({ item, own, weight, ...(price !== null && { price }) }));
  const payload = { post: visit.post, collector: visit.collector, lines };
  const title = app.selling.collectors.find((one) => one.id === visit.collector)?.name ?? say("load");
  const shown = { title, about: say("loadAbout", { n: lines.length }), icon: "truck" };
  const fact = await save("wastebank.sale_draft", () => ({ payload, shown }), { id: visit.id });
  saving = false;
  if (!fact) return;
  await forget();
  app.notice = note("leaf", "check", say("loadSaved"), say("loadNext"));
  go("day", { replace: true });
}

app.screens.load = { draw: drawLoad, needs: () => Boolean(app.visit?.load && app.selling), instead: "day" };
app.screens.loaded = { draw: drawLoaded, needs: () => Boolean(app.visit?.load && app.selling), instead: "day" };
