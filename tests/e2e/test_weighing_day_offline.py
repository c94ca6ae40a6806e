"""One officer, one phone in airplane mode, 120 members, 600 lines; killed ten times, sent three times over 2G.

What was typed is counted again by hand (`weighing_day.py`): no rupiah, gram or receipt is lost or doubled. The server
is `guyub serve` with two workers on an installation of its own.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import pytest

from tests.e2e.conftest import SIZES
from tests.e2e.phone_setting import Phone
from tests.e2e.weighing_day import NEWCOMERS, Day, Step, typed_day
from tests.e2e.weighing_day_world import SLUG
from tests.processes import ROOT, Installation, installation
from tests.serving import Server, serving

FINGER = (Path(__file__).parent / "finger.js").read_text()
MEMBERS, KILLS, SEED = 120, 10, 369
THIN = {"offline": False, "latency": 300, "downloadThroughput": 450_000 // 8, "uploadThroughput": 150_000 // 8}

LOST = (True, True, False, True)  # what becomes of the first answers

WORLD = "import json; from tests.e2e import weighing_day_world as world; print(json.dumps(world.%s))"

# The page's own modules, under the names that carry their hash.
PAGE = """
const urls = performance.getEntriesByType('resource').map((one) => one.name);
const load = (name) => import(urls.find((url) => url.includes(`/outbox/${name}.`)));
async function queue() {
  const { list, openBox } = await load('outbox');
  const { packOf, whoOf } = await load('pack');
  const { current } = await load('person');
  return list(await openBox(whoOf((await packOf(await current())).pack)));
}
"""
QUEUE = f"async () => {{ {PAGE} return queue(); }}"
# Two tabs at once: whoever is first sends, the other one waits for its turn; what got lost is sent again.
SEND = f"""() => {{ {PAGE} window.sent = load('replay').then(async ({{ replay }}) => {{
  const outcomes = [];
  do outcomes.push(await replay({{ asked: true }})); while (['busy', 'later'].includes(outcomes.at(-1)));
  return outcomes.filter((outcome) => outcome !== 'busy');
}}); }}"""
# The whole book once more, past the lock that keeps two tabs apart.
AGAIN = f"""(turned) => {{ {PAGE} window.sent = (async () => {{
  const {{ askWho, talk }} = await load('wire');
  const who = await askWho();
  const facts = (await queue()).map((entry) => entry.fact);
  if (turned) facts.reverse();
  const results = [];
  for (let i = 0; i < facts.length; i += 100) {{
    const body = {{ user: who.user, page: 'again', facts: facts.slice(i, i + 100) }};
    const {{ data }} = await talk('/p/{SLUG}/kiriman/', {{ body, csrf: who.csrf, wait: 120000 }});
    results.push(...data.results);
  }}
  return results;
}})(); }}"""
BARE_PUT = f"""async () => {{ {PAGE}
  const {{ ask, write }} = await load('store');
  const took = [];
  for (let i = 0; i < 20; i += 1) {{
    const from = performance.now();
    await write('meta', (meta) => ask(meta.put({{ name: 'bare', i }})));
    took.push(performance.now() - from);
  }}
  return took;
}}"""


@pytest.fixture(scope="module")
def day() -> Day:
    """What is typed on this day."""
    found = typed_day(members=MEMBERS, corrections=14, requests=4, seed=SEED)
    assert sum(len(visit.versions[0]) for visit in found.visits) == 5 * MEMBERS
    assert {visit.way for visit in found.visits} == {"save", "cash", "donate", "dues"}
    assert max(len(visit.versions) for visit in found.visits) > 2, "a correction of a correction"
    return found


@pytest.fixture
def house(tmp_path: Any) -> Iterator[Installation]:
    with installation(tmp_path) as found:
        yield found


@pytest.fixture
def server(house: Installation) -> Iterator[Server]:
    with serving(house, workers=2) as found:
        yield found


@pytest.fixture
def phone(house: Installation, server: Server, browser: Any) -> Iterator[Phone]:
    """The officer's phone: signed in, installed, with the names of those who may come; then the signal is gone."""
    cookies = json.loads(house.run(WORLD % f"build({MEMBERS - len(NEWCOMERS)})"))
    url = f"http://127.0.0.1:{server.port}"
    width, height = SIZES["phone"]
    context = browser.new_context(base_url=url, viewport={"width": width, "height": height}, locale="id-ID")
    context.add_cookies([{"name": name, "value": value, "url": url} for name, value in cookies.items()])
    errors: list[str] = []
    context.on("weberror", lambda raised: errors.append(str(raised.error)))
    found = Phone(context.new_page())
    found.page.goto(f"/p/{SLUG}/")
    found.install()
    found.cut()
    yield found
    context.close()
    assert errors == []


SAVE, SLIP = 0, -1


@dataclass(frozen=True, slots=True)
class Kill:
    """When the page dies: at a tap, over the save, or when the slip shows; how many milliseconds later; by a crash?"""

    tap: int
    linger: int
    crash: bool

    def plan(self) -> dict[str, Any]:
        return {"taps": max(self.tap, 0), "atSave": self.tap == SAVE, "linger": self.linger}


def kills(steps: list[Step]) -> dict[int, Kill]:
    """Ten random moments: four at a tap, four in the middle of a save, two when it says that it is saved."""
    dice = random.Random(SEED)
    found = {}
    for i, at in enumerate(sorted(dice.sample([n for n, step in enumerate(steps) if step.kind != "request"], KILLS))):
        tap = (dice.randint(1, 20 if steps[at].kind == "visit" else 5), SAVE, SLIP, dice.randint(1, 5), SAVE)[i % 5]
        found[at] = Kill(tap, dice.randint(0, 25) if tap else dice.randint(0, 4), crash=i % 2 == 0)
    return found


@dataclass(slots=True)
class Table:
    """The officer at her table, with one phone that dies now and then."""

    phone: Phone
    killed: int = 0
    restored: int = 0
    saves: list[float] = field(default_factory=list)

    def hand(self, step: Step, **how: Any) -> bool:
        """Type it; true if the page said that it is saved."""
        done = self.phone.page.evaluate(FINGER, {"step": step.typed(), **how})
        if "saved" in done:
            self.saves.append(done["saved"])
        return "saved" in done

    def written(self, step: Step) -> int:
        kind = {"visit": "deposit", "correction": "correction", "request": "payout_request"}[step.kind]
        shown = [(entry["fact"]["kind"], entry["shown"]["title"]) for entry in self.queue()]
        return shown.count((f"wastebank.{kind}", step.visit.name))

    def queue(self) -> list[dict[str, Any]]:
        return self.phone.page.evaluate(QUEUE)

    def do(self, step: Step, kill: Kill | None = None) -> None:
        """Type a step to its end, whatever happens to the phone in between."""
        if kill is None:
            assert self.hand(step)
            return
        before = self.written(step)
        said = self.hand(step, **kill.plan())
        assert said == (kill.tap == SLIP)
        self.die(crash=kill.crash)
        screen = self.phone.page.evaluate("document.body.dataset.screen")
        if self.written(step) > before:
            assert screen == "who", "what is in the book is not on the scale as well"
        else:
            assert not said, "what it said was saved is on the disk"
            self.restored += screen in {"scale", "ways"}
            names = {entry["shown"]["title"] for entry in self.queue()}
            assert self.hand(step, registered=step.visit.name in names)
        assert self.written(step) == before + 1

    def die(self, *, crash: bool) -> None:
        """The page is gone at once; a new one is opened, still without a signal."""
        dead = self.phone.page
        if crash:
            with pytest.raises(Exception, match="crash"):
                dead.goto("chrome://crash")
        context = dead.context
        dead.close()
        self.phone.page = context.new_page()
        self.phone.open()
        self.killed += 1


class ThinLine:
    """2G for one tab, and answers that get lost on the way back: the server has booked, the phone never hears."""

    def __init__(self, page: Any, fates: list[bool]) -> None:
        self.fates, self.swallowed = fates, 0
        self.cdp = page.context.new_cdp_session(page)
        self.cdp.on("Fetch.requestPaused", self.answered)
        self.cdp.send("Network.enable")
        self.cdp.send("Fetch.enable", {"patterns": [{"urlPattern": "*/kiriman/", "requestStage": "Response"}]})

    def slow(self) -> None:
        self.cdp.send("Network.emulateNetworkConditions", THIN)

    def answered(self, event: dict[str, Any]) -> None:
        request = {"requestId": event["requestId"]}
        if self.fates and self.fates.pop(0):
            self.swallowed += 1
            self.cdp.send("Fetch.failRequest", request | {"errorReason": "ConnectionClosed"})
        else:
            self.cdp.send("Fetch.continueRequest", request)


def assert_quick(table: Table, record_property: Any) -> None:
    """Saving stays quick with a full book; on a machine that is slow at everything it may cost six bare writes."""
    bare = table.phone.page.evaluate(BARE_PUT)
    slow = quantiles(table.saves, n=20)[-1]
    record_property("save_ms_p95", slow)
    assert slow <= max(100, 6 * median(bare))


def guyub(house: Installation, *command: str) -> str:
    """What a command of the server says; it must succeed."""
    environment = house.environment | {"PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [sys.executable, "-m", "guyub", *command], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def both(tabs: tuple[Any, Any], script: str, *arguments: Any) -> list[Any]:
    """Start `script` in both tabs, then wait for what each of them says."""
    for tab, argument in zip(tabs, arguments or (None, None), strict=True):
        tab.evaluate(script, argument)
    return [tab.evaluate("window.sent") for tab in tabs]


def test_a_whole_weighing_day_without_a_signal(phone, day, house, record_property):
    table, dying = Table(phone), kills(day.steps)
    for n, step in enumerate(day.steps):
        table.do(step, dying.get(n))
    assert table.killed == KILLS
    assert_quick(table, record_property)
    other = phone.page.context.new_page()
    other.goto(f"/hp/timbang/#{SLUG}")

    fates = list(LOST)
    thin = [ThinLine(tab, fates) for tab in (phone.page, other)]
    phone.cut(off=False)
    for line in thin:
        line.slow()
    both((phone.page, other), SEND)
    assert sum(line.swallowed for line in thin) == sum(LOST)
    expected, told = day.books(), {entry["id"]: entry["answer"] for entry in table.queue()}
    assert {answer["state"] for answer in told.values()} == {"accepted"}
    assert sorted(answer["number"] for answer in told.values() if answer["number"]) == expected["receipts"]

    first, second = both((phone.page, other), AGAIN, False, True)
    assert first == second[::-1] == list(told.values()), "the same answers, in any order, to two tabs at once"
    seen = json.loads(house.run(WORLD % "look()"))
    assert seen.pop("least_sent") >= 3
    assert seen == expected
    verified = guyub(house, "verify", "--org", SLUG)
    assert verified.startswith(f"{SLUG}: sound"), verified
