// Puts − and + beside a number that is counted in ones.
export function enhance(box) {
  if (box.dataset.ready) return;
  box.dataset.ready = "yes";
  const input = box.querySelector("input");
  const button = (sign, step, label) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = sign;
    made.setAttribute("aria-label", label);
    made.addEventListener("click", () => {
      const low = input.min === "" ? 0 : Number(input.min);
      const high = input.max === "" ? Infinity : Number(input.max);
      const next = (parseInt(input.value, 10) || 0) + step;
      input.value = String(Math.min(high, Math.max(low, next)));
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return made;
  };
  input.before(button("−", -1, box.dataset.less));
  input.after(button("+", 1, box.dataset.more));
}
