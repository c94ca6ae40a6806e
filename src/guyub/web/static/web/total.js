// Says what a quantity comes to while it is typed. Whole numbers only; the amount that counts is the server's.
export function enhance(line) {
  if (line.dataset.ready) return;
  line.dataset.ready = "yes";
  const input = document.getElementById(line.dataset.quantity);
  const output = line.querySelector("output");
  const unit = input.parentElement.querySelector("input ~ .unit");
  const chosen = () => input.form.querySelector(`input[name="${line.dataset.kind}"]:checked`);

  const base = (text, factor) => {
    const read = /^([0-9]{1,6})(?:[.,]([0-9]{1,3}))?$/.exec(text.trim());
    if (!read || (factor === 1n && read[2])) return null;
    return BigInt(read[1]) * factor + (factor === 1n ? 0n : BigInt((read[2] ?? "").padEnd(3, "0")));
  };
  const update = () => {
    const kind = chosen()?.dataset ?? {};
    if (kind.unit && unit) unit.textContent = kind.unit;
    const factor = BigInt(kind.factor ?? 1000);
    const quantity = kind.price ? base(input.value, factor) : null;
    line.hidden = quantity === null;
    if (quantity === null) return;
    const amount = (2n * quantity * BigInt(kind.price) + factor) / (2n * factor); // halves up, as the books do
    output.textContent = "Rp" + amount.toString().replace(/\B(?=([0-9]{3})+$)/g, ".");
  };
  input.form.addEventListener("input", update);
  update();
}
