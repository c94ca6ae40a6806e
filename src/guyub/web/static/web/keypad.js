// A big decimal keypad under a plain input: comma key, delete key, no letters. The input keeps working by itself.
export function enhance(box) {
  if (box.dataset.ready) return;
  box.dataset.ready = "yes";
  const input = box.querySelector("input");
  const sprite = document.body.dataset.sprite;
  if (matchMedia("(pointer: coarse)").matches) input.inputMode = "none"; // the phone's own keyboard stays away
  // Tells the server that its comma came from here, so "1,250" needs no question. Typing anything else undoes that.
  let keys = box.querySelector(`[name="${input.name}_keys"]`);
  if (!keys) {
    keys = Object.assign(document.createElement("input"), { type: "hidden", name: `${input.name}_keys` });
    box.append(keys);
  }
  const write = (text) => {
    input.value = keys.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  };
  const press = (key) => {
    if (key === "delete") write(input.value.slice(0, -1));
    else if (key === ",") {
      if (!/[.,]/.test(input.value)) write((input.value || "0") + ",");
    } else write((input.value === "0" ? "" : input.value) + key);
  };
  const pad = document.createElement("div");
  pad.className = "keys";
  pad.setAttribute("role", "group");
  for (const key of ["7", "8", "9", "delete", "4", "5", "6", ",", "1", "2", "3", "0"]) {
    const button = document.createElement("button");
    button.type = "button";
    if (key === "delete") {
      button.setAttribute("aria-label", box.dataset.delete);
      button.innerHTML = `<svg class="icon" aria-hidden="true"><use href="${sprite}#backspace"></use></svg>`;
    } else button.textContent = key;
    button.addEventListener("click", () => press(key));
    pad.append(button);
  }
  pad.setAttribute("aria-labelledby", input.labels[0]?.id || "");
  box.append(pad);
}
