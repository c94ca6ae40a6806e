// A finger on the weighing page that types one step of a day: `element.click()` on the very buttons, without waiting
// around them. Three thousand taps through Playwright's own `click` would take minutes of looking whether a button
// stands still; the handlers of the page run the same. `test_phone.py` taps with the real one, and counts.
//
// `taps`, `atSave`, `linger`: the phone dies after so many taps, or over the save, and so many milliseconds later.
// Returns {died} or {saved}: how many milliseconds the save took.
async ({ step, taps = 0, atSave = false, linger = 0, registered = false }) => {
  class Died extends Error {}
  let left = taps || Infinity;
  const $ = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const named = (selector, text) => all(selector).find((one) => one.textContent.includes(text) && !one.hidden);
  const screen = () => document.body.dataset.screen;
  const heading = () => $('[data-heading]').textContent;

  function tap(element) {
    if (!element?.isConnected) throw new Error(`nothing to tap on ${screen()}: ${$('main').innerText}`);
    element.click();
    left -= 1;
    if (!left) throw new Died();
  }

  const until = (what) => new Promise((resolve, reject) => {
    if (what()) return resolve();
    const look = () => {
      if (!what()) return;
      watcher.disconnect();
      clearTimeout(timer);
      resolve();
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
    const timer = setTimeout(() => reject(new Error(`in vain on ${screen()}: ${what} ${$('main').innerText}`)), 30000);
  });

  function type(input, text) {
    input.value = text;
    input.dispatchEvent(new Event('input', { bubbles: true }));
  }

  function keys(text) {
    for (const key of text) tap(all('.keys button').find((one) => one.textContent === key));
  }

  async function whoScreen() {
    if (screen() === 'slip' || screen() === 'visits') tap(named('.bar button', 'Penyetor berikutnya'));
    if (screen() === 'day') tap($('main .line'));
    await until(() => screen() === 'who' && $('#who'));
  }

  async function byNumber() {
    keys(String(step.number));
    const numbered = (one) => one.querySelector('small').textContent.split(' · ')[0] === `No. ${step.number}`;
    const row = () => all('.found button').find(numbered);
    await until(row);
    tap(row());
  }

  async function newcomer() {
    if (registered) { // she stands among the names already
      tap($('.letters'));
      type($('#who'), step.name);
      await until(() => named('.found button', step.name));
      return tap(named('.found button', step.name));
    }
    tap(named('.bar button', 'Orang baru'));
    await until(() => $('#name'));
    type($('#name'), step.name);
    type($('#hamlet'), 'Tumiyang');
    tap(named('.bar button', 'Daftarkan'));
  }

  const thousandths = (text) => Math.round(parseFloat(text.replace(',', '.')) * 1000);
  const read = (text) => (/biji/.test(text) ? parseInt(text, 10) : thousandths(text));
  const shown = () => all('.so-far li').map((row) => ({
    name: row.querySelector('.grow').firstChild.data,
    quantity: read(row.querySelector('small').textContent),
    away: row.querySelector('button'),
  }));
  const isIn = (line, lines) => lines.some((one) => one.name === line.name && one.quantity === line.quantity);

  // Makes the visit on the scale what it should be, whatever stands there already.
  async function fill(restored) {
    for (let i = 0; restored && i < 8; i += 1) tap($('.keys button[aria-label]'));
    for (let wrong; (wrong = shown().find((line) => !isIn(line, step.lines))); ) {
      const { length } = shown();
      tap(wrong.away);
      await until(() => shown().length < length);
    }
    const there = shown();
    for (const line of step.lines.filter((one) => !isIn(one, there))) {
      const called = (one) => one.querySelector('.name').textContent === line.name;
      const tile = () => all('.pick label').find(called).firstChild;
      tap(tile());
      if (!tile().checked) tap(tile()); // the weight before it is much: asked, and pressed once more
      keys(line.text);
    }
    const next = () => named('.bar button', 'Lanjut');
    tap(next());
    await until(() => screen() === 'ways' || named('main .note', 'itu banyak'));
    if (screen() !== 'ways') tap(next());
    await until(() => screen() === 'ways' && $('.readback'));
  }

  async function ways() {
    if (step.kind === 'correction') return tap($('input[name=reason][value=wrongWeight]'));
    if (step.way === 'save') return;
    tap($(`input[name=way][value=${step.way}]`));
    await until(() => $('input[name=part]'));
    if (step.part === 'all') return;
    tap($(`input[name=part][value="${step.part}"]`));
    if (step.part !== 'other') return;
    await until(() => $('#asked'));
    type($('#asked'), String(step.asked));
  }

  async function save(text, done) {
    if (atSave) left = 1;
    tap(named('.bar button', text));
    await until(done);
    return { died: false, saved: performance.getEntriesByName('save').at(-1).duration };
  }

  async function toTheScale() {
    if (step.kind === 'correction') {
      if (screen() !== 'slip' || !named('.slip', step.name)) {
        await whoScreen();
        tap(named('main button', 'Setoran hari ini'));
        await until(() => screen() === 'visits');
        tap(named('main .line', step.name));
        await until(() => screen() === 'slip' && $('.slip'));
      }
      tap(named('main button', 'Perbaiki'));
    } else {
      await whoScreen();
      await (step.number ? byNumber() : newcomer());
    }
    await until(() => screen() === 'scale' && heading() === step.name);
  }

  async function ask() {
    await whoScreen();
    tap(named('main button', 'Minta penarikan'));
    await until(() => heading() === 'Minta penarikan' && $('#who'));
    await byNumber();
    await until(() => screen() === 'ask' && $('.amount'));
    keys(String(step.amount));
    return save('Simpan permintaan', () => screen() === 'who' && named('main .note', 'tersimpan'));
  }

  async function weigh() {
    const restored = ['scale', 'ways'].includes(screen()) && heading() === step.name;
    if (!restored) await toTheScale();
    if (screen() === 'scale') await fill(restored);
    await ways();
    const word = step.kind === 'correction' ? 'Simpan perbaikan' : 'Simpan setoran';
    return save(word, () => screen() === 'slip' && $('.slip'));
  }

  try {
    return await (step.kind === 'request' ? ask() : weigh());
  } catch (error) {
    if (!(error instanceof Died)) throw error;
    await new Promise((done) => setTimeout(done, linger));
    return { died: true };
  }
}
