// The scale without waiting: lines are added on the phone, and kept there until the slip is out.
// Whatever this cannot settle (a heavy weight, two readings) goes to the server, which asks.
const form = document.querySelector("[data-visit]");
const words = form.dataset;
const weight = form.querySelector("input[name=weight]");
const label = form.querySelector(`label[for="${weight.id}"]`);
const unit = weight.closest(".field").querySelector(".unit");
const list = form.querySelector("[data-lines]");
const add = document.querySelector("button[data-add]");
const go = document.querySelector("button[data-go]");
const kinds = [...form.querySelectorAll("input[name=item]")];
const key = `guyub.visit:${words.visit}`;
const DAY = 86400000;
let chosen = kinds.find((kind) => kind.checked) || null;

const rupiah = (n) => `Rp${String(n).replace(/\B(?=(\d{3})+$)/g, ".")}`;
const tokens = () => [...list.querySelectorAll("input[name=line]")].map((line) => line.value);

// The same rule as the server: half up, per kilogram, litre or piece.
const worth = (quantity, kind, price) => (kind === "pcs" ? quantity * price : Math.floor((2 * quantity * price + 1000) / 2000));

// Base units, or null where the server must read it.
function read(kind) {
  const text = weight.value.trim();
  if (kind === "pcs") return /^\d{1,5}$/.test(text) && Number(text) > 0 ? Number(text) : null;
  const parts = /^(\d{1,4})(?:,(\d{1,3}))?$/.exec(text);
  if (!parts) return null;
  const typed = form.querySelector("input[name=weight_keys]")?.value === text;
  if (parts[2]?.length === 3 && Number(parts[1]) && !typed) return null;
  const quantity = Number(parts[1]) * 1000 + Number((parts[2] || "").padEnd(3, "0"));
  return quantity > 0 && quantity <= Number(words.confirm) ? quantity : null;
}

const shown = (quantity, kind, word) => {
  if (kind === "pcs") return `${quantity} ${word}`;
  const rest = String(quantity % 1000).padStart(3, "0").replace(/0$/, "");
  return `${Math.floor(quantity / 1000)},${kind === "ml" ? rest.replace(/0+$/, "") || "0" : rest} ${word}`;
};

function draw(kind, quantity, price, name, word, unitOf) {
  const row = document.createElement("li");
  const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "line", value: `${kind}:${quantity}:${price}:0` });
  const text = Object.assign(document.createElement("span"), { className: "grow", textContent: name });
  text.append(Object.assign(document.createElement("small"), { textContent: shown(quantity, unitOf, word) }));
  const money = price === "" ? kinds.find((one) => one.value === kind)?.dataset.unpriced || "" : rupiah(worth(quantity, unitOf, Number(price)));
  const amount = Object.assign(document.createElement("span"), { className: "num", textContent: money });
  const undo = Object.assign(document.createElement("button"), { className: "btn btn-quiet", name: "undo" });
  undo.setAttribute("aria-label", `${words.undo} ${name}`);
  undo.innerHTML = `<svg class="icon icon-s" aria-hidden="true"><use href="${document.body.dataset.sprite}#undo"></use></svg>`;
  row.append(hidden, text, amount, undo);
  list.append(row);
}

function refresh() {
  const pending = weight.value.trim() !== "";
  const lines = tokens();
  let total = 0;
  for (const token of lines) {
    const [kind, quantity, price] = token.split(":");
    const tile = kinds.find((one) => one.value === kind);
    const row = list.querySelector(`input[value="${token}"]`).closest("li");
    const pieces = tile ? tile.dataset.unit === "pcs" : !/(kg|l)$/.test(row.querySelector("small").textContent);
    total += price === "" ? 0 : worth(Number(quantity), pieces ? "pcs" : "g", Number(price));
  }
  form.querySelector("[data-summary]").textContent = `${lines.length} ${lines.length === 1 ? words.one : words.many}, ${rupiah(total)}`;
  label.textContent = chosen ? `${chosen.dataset.name}, ${chosen.dataset.priceText}` : words.choose;
  if (unit) unit.textContent = chosen ? chosen.dataset.word : "";
  add.hidden = !(pending || lines.length === 0);
  go.hidden = !add.hidden;
  go.classList.remove("btn-quiet");
  add.querySelector("span").textContent = [words.add, chosen?.dataset.name, pending && chosen ? `${weight.value} ${chosen.dataset.word}` : ""].filter(Boolean).join(" ");
  list.querySelectorAll("button[name=undo]").forEach((button, index) => (button.value = String(index)));
}

function keep() {
  const id = form.querySelector("input[name=client_id]").value;
  const rows = [...list.children].map((row) => ({ token: row.querySelector("input").value, html: [row.querySelector(".grow").firstChild.textContent, row.querySelector("small").textContent, row.querySelector(".num").textContent] }));
  try {
    if (rows.length) localStorage.setItem(key, JSON.stringify({ owner: words.owner, id, rows, since: Date.now() }));
    else localStorage.removeItem(key);
  } catch {
    // No room on the phone: the page still holds the lines.
  }
}

function restore() {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(key));
  } catch {
    return;
  }
  if (!kept || kept.owner !== words.owner || Date.now() - kept.since > DAY) return;
  form.querySelector("input[name=client_id]").value = kept.id;
  for (const row of kept.rows) {
    const [kind, quantity, price] = row.token.split(":");
    const tile = kinds.find((one) => one.value === kind);
    draw(kind, Number(quantity), price, row.html[0], tile?.dataset.word || "", tile?.dataset.unit || "g");
    const last = list.lastElementChild;
    last.querySelector("input").value = row.token;
    last.querySelector("small").textContent = row.html[1];
    last.querySelector(".num").textContent = row.html[2];
  }
}

// Returns false when the server has to look at what is typed.
function commit() {
  if (!chosen) return false;
  const { name, unit: unitOf, word, price } = chosen.dataset;
  const quantity = read(unitOf);
  if (quantity === null) return false;
  draw(chosen.value, quantity, price, name, word, unitOf);
  chosen.checked = false;
  chosen = null;
  weight.value = "";
  const keys = form.querySelector("input[name=weight_keys]");
  if (keys) keys.value = "";
  form.querySelectorAll(".error, .readings, fieldset.choices").forEach((old) => old.remove());
  keep();
  return true;
}

for (const kind of kinds) {
  kind.addEventListener("change", () => {
    if (chosen && chosen !== kind && weight.value.trim()) {
      if (!commit()) {
        chosen.checked = true; // the weight belongs to the kind before
        add.click();
        return;
      }
      kind.checked = true;
    }
    chosen = kind;
    refresh();
  });
}
weight.addEventListener("input", refresh);
weight.addEventListener("keydown", (event) => {
  if (event.key === "Enter") {
    event.preventDefault();
    (add.hidden ? go : add).click();
  }
});
add.addEventListener("click", (event) => {
  if (!event.defaultPrevented && commit()) {
    event.preventDefault();
    refresh();
  }
});
list.addEventListener("click", (event) => {
  const button = event.target.closest("button[name=undo]");
  if (!button) return;
  event.preventDefault();
  button.closest("li").remove();
  keep();
  refresh();
  form.querySelector("summary").focus();
});

if (words.again) keep();
else restore();
refresh();
