// The rules of numbers, as on the server (spec 3.1 to 3.3): whole grams, millilitres, pieces and rupiah. Tests compare.

export const rupiah = (n) => `Rp${String(n).replace(/\B(?=(\d{3})+$)/g, ".")}`;

// Half up, per kilogram, litre or piece.
export const lineAmount = (quantity, unit, price) =>
  unit === "pcs" ? quantity * price : Math.floor((2 * quantity * price + 1000) / 2000);

// The price in force at a moment (the start belongs to it), most specific first: class and channel, class, channel, any.
export function choosePrice(rows, { channel, memberClass, moment }) {
  const weight = (row) => (row.class ? 2 : 0) + (row.channel ? 1 : 0);
  const fits = (said, asked) => !said || said === asked;
  let best = null;
  for (const row of rows) {
    if (Date.parse(row.starts_at) > moment || !fits(row.channel, channel) || !fits(row.class, memberClass)) continue;
    const newer = best && weight(row) === weight(best) && Date.parse(row.starts_at) > Date.parse(best.starts_at);
    if (!best || weight(row) > weight(best) || newer) best = row;
  }
  return best;
}

// Largest remainder: floors first, what is left goes one each to the largest fractions, ties to the earlier.
export function share(total, weights) {
  const sum = weights.reduce((a, b) => a + b, 0);
  const parts = weights.map((weight) => Number((BigInt(total) * BigInt(weight)) / BigInt(sum)));
  const rests = weights.map((weight, i) => [Number((BigInt(total) * BigInt(weight)) % BigInt(sum)), i]);
  rests.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  const left = total - parts.reduce((a, b) => a + b, 0);
  for (const [, i] of rests.slice(0, left)) parts[i] += 1;
  return parts;
}

// What lies on the scale is worth: lines of one deduction rate are deducted together.
export function worth(lines) {
  const amounts = lines.map((line) => (line.price === null ? 0 : lineAmount(line.quantity, line.unit, line.price)));
  const gross = amounts.reduce((a, b) => a + b, 0);
  const nets = [...amounts];
  let deduction = 0;
  for (const rate of new Set(lines.map((line) => line.deduction))) {
    const places = [...amounts.keys()].filter((i) => lines[i].deduction === rate && amounts[i]);
    const together = places.reduce((sum, i) => sum + amounts[i], 0);
    const taken = Math.floor((2 * together * rate + 10_000) / 20_000);
    const parts = places.length ? share(together - taken, places.map((i) => amounts[i])) : []; // prettier-ignore
    places.forEach((place, i) => (nets[place] = parts[i]));
    deduction += taken;
  }
  return { amounts, nets, gross, deduction, net: gross - deduction };
}

// What one sale unit costs by a swap: its part of what all that was brought is worth, rounded down.
export const swapPrice = (value, brought, quantity) => (brought ? Math.floor((value * quantity) / brought) : 0);

// The newest row of each `name` that has begun.
export function newest(rows, name, moment) {
  const found = new Map();
  for (const row of rows) {
    const begins = Date.parse(row.starts_at);
    if (begins <= moment && !(Date.parse(found.get(row[name])?.starts_at) > begins)) found.set(row[name], row);
  }
  return [...found.values()];
}

// What the keys wrote, in base units; null while it is no quantity. One comma key, so there is nothing to ask.
export function readKeys(text, unit) {
  if (unit === "pcs") return /^\d{1,5}$/.test(text) && Number(text) > 0 ? Number(text) : null;
  const parts = /^(\d{1,4})(?:,(\d{0,3}))?$/.exec(text);
  if (!parts) return null;
  return Number(parts[1]) * 1000 + Number((parts[2] ?? "").padEnd(3, "0")) || null;
}

export function quantityText(quantity, unit, word) {
  if (unit === "pcs") return `${quantity} ${word}`;
  const thousandths = String(quantity % 1000).padStart(3, "0");
  const rest = thousandths.replace(unit === "ml" ? /0+$/ : /0$/, ""); // kilograms keep two digits
  return `${Math.floor(quantity / 1000)}${rest && ","}${rest} ${word}`;
}

// Rupiah as they are said: "dua belas ribu lima ratus rupiah".
const ONES = ["", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas"];
const STEPS = [[1_000_000_000, "miliar"], [1_000_000, "juta"], [1000, "ribu"], [100, "ratus"]]; // prettier-ignore
function spoken(n) {
  if (n < 12) return ONES[n];
  if (n < 20) return `${ONES[n - 10]} belas`;
  if (n < 100) return `${ONES[Math.floor(n / 10)]} puluh ${ONES[n % 10]}`.trim();
  const [step, word] = STEPS.find(([size]) => n >= size);
  const many = Math.floor(n / step);
  const head = many === 1 && step <= 1000 ? `se${word}` : `${spoken(many)} ${word}`;
  return `${head} ${spoken(n % step)}`.trim();
}
export const inWords = (n) => `${n === 0 ? "nol" : spoken(n)} rupiah`;
