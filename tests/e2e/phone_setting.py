"""A phone in a test: installs the app, loses its signal, weighs by finger, and gets the signal back."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.test import Client

from guyub.foundation.accounts.models import User
from tests.e2e.wastebank_setting import Setting

READY = "body[data-ready]"
FIVE = (("Kardus", "3,2"), ("Botol PET", "1,5"), ("Tray telur", "40"), ("Jelantah", "2,5"), ("Gelas plastik", "0,8"))
VALUE = 29_840
OUTBOX = "/static/web/outbox"
INSTALLED = """async () => {
  const registration = await navigator.serviceWorker.ready;
  while (registration.active?.state !== 'activated') await new Promise((done) => setTimeout(done, 20));
  return caches.keys();
}"""
PACKED = """async () => {
  const { ask, read } = await import('/static/web/outbox/store.js');
  while (!(await read('packs', (packs) => ask(packs.count())))) await new Promise((done) => setTimeout(done, 50));
}"""
QUEUE = """async () => {
  const { list, openBox } = await import('/static/web/outbox/outbox.js');
  const { packOf, whoOf } = await import('/static/web/outbox/pack.js');
  const { current } = await import('/static/web/outbox/person.js');
  const found = await packOf(await current());
  return list(await openBox(whoOf(found.pack)));
}"""
IDLE = "navigator.locks.request('guyub.outbox', () => 'free')"  # waits for its turn
SETTLED = """async (count) => {
  const queue = %s;
  const until = Date.now() + 30000;
  for (;;) {
    const accepted = (await queue()).filter((entry) => entry.state === 'accepted').length;
    if (accepted >= count) return;
    if (Date.now() > until) throw new Error(`${accepted} of ${count} accepted`);
    await new Promise((done) => setTimeout(done, 50));
  }
}"""
REPLAY = "async () => (await import('/static/web/outbox/replay.js')).replay({ asked: true })"


@dataclass(slots=True)
class Phone:
    """A page that weighs, and a finger that counts its taps."""

    page: Any
    taps: int = field(default=0)

    def install(self, slug: str = "sekar") -> None:
        """Visit once with a signal: the app, its pages and the pack are on the phone."""
        self.page.evaluate(INSTALLED)
        self.page.evaluate(PACKED)
        self.open(slug)

    def open(self, slug: str = "sekar") -> None:
        self.page.goto(f"/hp/timbang/#{slug}")
        self.page.wait_for_selector(READY)

    def reload(self) -> None:
        self.page.reload()
        self.page.wait_for_selector(READY)

    def cut(self, *, off: bool = True) -> None:
        self.page.context.set_offline(off)

    def tap(self, found: Any) -> None:
        found.click()
        self.taps += 1

    def keys(self, text: str) -> None:
        for key in text:
            self.tap(self.page.locator(".keys").get_by_role("button", name=key, exact=True))

    def button(self, name: str) -> None:
        self.tap(self.page.locator(".bar").get_by_role("button", name=name).locator("visible=true"))

    def choose(self, number: str, name: str) -> None:
        self.keys(number)
        self.tap(self.page.locator(".found").get_by_role("button", name=name))

    def weigh(self, kinds: Any = FIVE) -> None:
        for name, weight in kinds:
            self.tap(self.page.locator(".pick label", has_text=name))
            self.keys(weight)
        self.button("Lanjut")

    def save(self, button: str = "Simpan setoran") -> None:
        self.button(button)
        self.page.locator(".slip").wait_for()

    def visit(self, number: str = "1", name: str = "Sutinah", kinds: Any = FIVE) -> None:
        self.choose(number, name)
        self.weigh(kinds)
        self.save()

    def next(self) -> None:
        self.button("Penyetor berikutnya")
        self.page.locator("#who").wait_for()

    def queue(self) -> list[dict[str, Any]]:
        return self.page.evaluate(QUEUE)

    def states(self) -> list[str]:
        return [entry["state"] for entry in self.queue()]

    def replay_alone(self) -> str:
        """Send, after what the page itself has begun to send is through."""
        while (outcome := self.page.evaluate(REPLAY)) == "busy":
            self.page.evaluate(IDLE)
        return outcome

    @property
    def status(self) -> Any:
        return self.page.locator("[data-status]")

    def settled(self, count: int) -> None:
        """Wait until the server has accepted `count` facts."""
        self.page.evaluate(SETTLED % QUEUE, count)
        self.page.evaluate(IDLE)


def phone_of(open_page: Any, setting: Setting, who: Client | None = None, **options: Any) -> Phone:
    """Open the app as the weighing officer (or `who`) with a signal, and install it."""
    page = open_page("/p/sekar/", who=who or setting.weigher, cut=True, **options)
    phone = Phone(page)
    phone.install()
    return phone


def user_of(client: Client) -> User:
    """Return who is signed in on a browser session."""
    return User.objects.get(pk=client.get("/akun/siapa/").json()["user"])
