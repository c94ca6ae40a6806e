// Finding a member by number or name, on the phone. Forgives titles, accents, old spellings and a wrong letter, by the
// same table as `core.search`.
const TITLES = new Set(
  ("alm almh almarhum almarhumah bapak bapa bp bpk bu bude budhe bulik dr dra drs h haji hajah hajjah hj i ibu ir kang " +
    "kh kiai kyai lik mas mb mba mbah mbak mbakyu mbok nn ny nyai nyonya om pa pak pakde paklik prof sdr sdri tante teh " +
    "tn tuan ust ustad ustadz ustadzah yu").split(" "),
); // prettier-ignore
const SPELLINGS = [
  [/([a-z])\1+/g, "$1"], [/oe/g, "u"], [/dj/g, "j"], [/tj/g, "c"], [/nj/g, "ny"], [/s[jy](?=[aeiou])/g, "s"],
  [/(?:dz|ds|z)/g, "j"], [/ts|sh/g, "s"], [/[ck]h/g, "h"], [/([bdgt])h/g, "$1"], [/ph|f|v/g, "p"], [/q/g, "k"],
  [/x/g, "ks"], [/ae/g, "ai"], [/iy(?=[aeou])/g, "i"], [/uw(?=[aeio])/g, "u"], [/y(?![aeiou])/g, "i"],
  [/ie(?![aeiou])/g, "i"], [/(?<=[aeiou])h$/g, ""], [/([a-z])\1+/g, "$1"],
]; // prettier-ignore

function sound(word) {
  if (/^\d+$/.test(word)) return word.replace(/^0+(?=\d)/, "");
  let before = "";
  let now = word;
  while (now !== before) {
    before = now;
    for (const [pattern, better] of SPELLINGS) now = now.replace(pattern, better);
  }
  return now;
}

export function key(text) {
  const plain = text.toLowerCase().replace(/['’ʼ`´‘]/g, "").normalize("NFKD").replace(/\p{M}/gu, "");
  const words = (plain.match(/[a-z0-9]+/g) ?? []).map((word) => [word, sound(word)]);
  while (words.length > 1 && words[0].some((word) => TITLES.has(word))) words.shift();
  return words.map(([, sounded]) => sounded).join(" ");
}

// Whether two words differ by one letter at most (another, a missing or a swapped one).
function oneOff(a, b) {
  if (Math.abs(a.length - b.length) > 1) return false;
  let i = 0;
  while (i < a.length && a[i] === b[i]) i += 1;
  const rest = (x, from) => x.slice(from);
  if (rest(a, i + 1) === rest(b, i + 1) || rest(a, i + 1) === rest(b, i) || rest(a, i) === rest(b, i + 1)) return true;
  return a[i] === b[i + 1] && a[i + 1] === b[i] && rest(a, i + 2) === rest(b, i + 2);
}

function fit(word, name) {
  if (name === word) return 3;
  if (name.startsWith(word)) return 2;
  if (word.length < 4) return 0;
  return oneOff(word, name) || oneOff(word, name.slice(0, word.length)) ? 1 : 0;
}

// `members`: {number, name, hamlet, sound}; the best first, at most `limit`.
export function findMembers(members, text, limit = 20) {
  const digits = text.trim();
  if (/^\d+$/.test(digits)) {
    const number = String(Number(digits));
    const exact = members.filter((one) => String(one.number) === number);
    return [...exact, ...members.filter((one) => String(one.number ?? "").startsWith(number) && !exact.includes(one))].slice(0, limit);
  }
  const words = key(text).split(" ").filter(Boolean);
  if (!words.length) return [];
  const found = [];
  for (const member of members) {
    const names = member.sound.split(" ");
    const fits = words.map((word) => Math.max(...names.map((name) => fit(word, name))));
    if (Math.min(...fits) > 0) found.push([fits.reduce((a, b) => a + b, 0), member]);
  }
  found.sort((a, b) => b[0] - a[0]);
  return found.slice(0, limit).map(([, member]) => member);
}
