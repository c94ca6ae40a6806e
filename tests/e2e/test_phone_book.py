"""The phone's own book over time: written by an earlier page, carried away in a file, opened on another phone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from guyub.foundation.core.ids import uuid7
from guyub.foundation.core.tenancy import tenant
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank.models import Deposit, Pocket
from guyub.sync.actions import settle_clash
from guyub.sync.models import Clash, SyncFact
from tests.e2e.phone_setting import Phone, phone_of, user_of
from tests.e2e.wastebank_setting import Setting, set_up
from tests.factories import enter, make_user, signed_in
from tests.factories_sync import sealed

KRD = (("Kardus", "3,2"),)

# The book as the first version of the page wrote it, frozen here by hand: two visits that were never sent. It counted
# per phone: the numbers 3 to 5 went to another association.
BOOK_V1 = """async ({ user, org, device, facts, slug }) => {
  const owner = `${user}:${org}`;
  const hex = (bytes) => [...new Uint8Array(bytes)].map((b) => b.toString(16).padStart(2, '0')).join('');
  const sort = (value) => Array.isArray(value) ? value.map(sort) : value && typeof value === 'object'
    ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, sort(value[key])])) : value;
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const rows = [];
  for (const fact of facts) {
    const bytes = new TextEncoder().encode(JSON.stringify(sort(fact)));
    const hash = hex(await crypto.subtle.digest('SHA-256', bytes));
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const body = { fact: { ...fact, hash }, shown: { title: 'Sutinah', about: '' }, answer: null };
    const plain = new TextEncoder().encode(JSON.stringify(body));
    const additionalData = new TextEncoder().encode(fact.id);
    const box = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData }, key, plain);
    const { id, counter } = fact;
    rows.push({ id, owner, state: 'unsent', hash, counter, saved_at: Date.now(), slug, iv, box });
  }
  const db = await new Promise((resolve, reject) => {
    const asked = indexedDB.open('guyub', 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore('keys', { keyPath: 'owner' });
      asked.result.createObjectStore('facts', { keyPath: 'id' }).createIndex('owner', 'owner');
      asked.result.createObjectStore('packs', { keyPath: 'owner' });
      asked.result.createObjectStore('drafts', { keyPath: 'owner' });
      asked.result.createObjectStore('meta', { keyPath: 'name' });
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  const tx = db.transaction(['keys', 'facts', 'meta'], 'readwrite');
  tx.objectStore('keys').add({ owner, key });
  for (const row of rows) tx.objectStore('facts').add(row);
  tx.objectStore('meta').add({ name: `counter:${device}`, last: 5 });
  tx.objectStore('meta').add({ name: 'person', user, called: 'Tumirah', slug });
  await new Promise((done) => { tx.oncomplete = done; });
  db.close();
}"""


@pytest.fixture
def setting(books_db: None) -> Setting:
    """A waste bank with an open weighing day."""
    return set_up()


def recorded_then(setting: Setting, counter: int, quantity: int) -> dict[str, Any]:
    """A visit as the first version of the page recorded it."""
    user = user_of(setting.weigher)
    item = setting.bank.items["KRD"].pk
    return {
        "id": str(uuid7()), "kind": "wastebank.deposit", "v": 1, "user": str(user.pk),
        "device": str(user.devices.get().pk), "counter": counter,
        "happened_at": f"{setting.session.planned_open:%Y-%m-%dT%H:%M:%SZ}", "offset": 0, "needs": [],
        "payload": {
            "session": str(setting.session.pk), "member": str(setting.member.pk),
            "lines": [{"item": str(item), "quantity": quantity, "shown_price": 1700}], "ways": [],
            "channel": "delivered", "member_class": "individual", "list_version": 1, "slip_code": f"A1-{counter}",
        },
    }  # fmt: skip


def test_facts_of_the_previous_version_of_the_page_are_sent_by_this_one(setting, open_page):
    page = open_page("/sehat/", who=setting.weigher)  # our address, but none of our scripts: nothing opens the book
    user = user_of(setting.weigher)
    known = {"user": str(user.pk), "org": str(setting.org.pk), "device": str(user.devices.get().pk), "slug": "sekar"}
    facts = [recorded_then(setting, counter, quantity) for counter, quantity in ((1, 3200), (2, 1000))]
    page.evaluate(BOOK_V1, known | {"facts": facts})
    phone = Phone(page)
    page.goto("/p/sekar/")
    phone.install()
    phone.settled(2)
    assert [entry["answer"]["id"] for entry in phone.queue()] == [fact["id"] for fact in facts]
    phone.visit(kinds=KRD)
    phone.settled(3)
    assert phone.queue()[-1]["fact"]["counter"] == 3, "the numbers of the device go on in this association"
    with tenant(setting.org.pk):
        assert sorted(Deposit.objects.values_list("net", flat=True)) == [1700, 5440, 5440]


OLDER_DRAFT = """async (id) => {
  const { draftOf, keepDraft } = await import('/static/web/outbox/drafts.js');
  const { openBox } = await import('/static/web/outbox/outbox.js');
  const { packOf, whoOf } = await import('/static/web/outbox/pack.js');
  const { current } = await import('/static/web/outbox/person.js');
  const box = await openBox(whoOf((await packOf(await current())).pack));
  for (;;) {
    const { id: _id, count: _count, ...rest } = (await draftOf(box)) ?? {};
    if (rest.text === '3,2') return keepDraft(box, { ...rest, place: { id, counter: 9 } });
    await new Promise((done) => setTimeout(done, 20));
  }
}"""


def test_a_half_typed_visit_of_the_previous_version_is_saved_once_and_without_a_hole(setting, open_page):
    phone = phone_of(open_page, setting)
    phone.cut()
    phone.choose("1", "Sutinah")
    phone.tap(phone.page.locator(".pick label", has_text="Kardus"))
    phone.keys("3,2")
    known = str(uuid7())
    phone.page.evaluate(OLDER_DRAFT, known)
    phone.reload()
    phone.button("Lanjut")
    phone.save()
    assert [(entry["id"], entry["fact"]["counter"]) for entry in phone.queue()] == [(known, 1)]
    phone.cut(off=False)
    phone.settled(1)
    with tenant(setting.org.pk):
        assert Deposit.objects.get().net == 5440


TWO_ASSOCIATIONS = """async ({ user, device, orgs }) => {
  const { openBox, record } = await import('/static/web/outbox/outbox.js');
  const found = [];
  for (const org of orgs) {
    const box = await openBox({ user, org, slug: 'sekar', device, code: 'ABCD' });
    const told = await record(box, 'a.kind', (counter) => ({ payload: { slip: `ABCD-${counter}` } }));
    found.push([told.counter, told.payload.slip]);
  }
  return found;
}"""


def test_each_association_numbers_the_facts_of_a_phone_on_its_own(setting, open_page):
    """A phone that serves two: neither looks for the records that the other has."""
    page = open_page("/sehat/")
    first, second, user, device = (str(uuid7()) for _each in range(4))
    orgs = [first, second, first, first, second]
    found = page.evaluate(TWO_ASSOCIATIONS, {"user": user, "device": device, "orgs": orgs})
    assert found == [[n, f"ABCD-{n}"] for n in (1, 1, 2, 3, 2)]


RECENT = """async ({ user, device, org, since }) => {
  const { learn, list, openBox, recent, record } = await import('/static/web/outbox/outbox.js');
  const { ask, write } = await import('/static/web/outbox/store.js');
  const box = await openBox({ user, org, slug: 'sekar', device, code: 'ABCD' });
  const facts = [];
  for (let i = 0; i < 5; i += 1) facts.push(await record(box, 'a.kind', (n) => ({ payload: { n } })));
  const states = ['accepted', 'checking', 'settled', 'accepted', 'accepted'];
  await learn(box, facts.map(({ id, hash }, i) => ({ id, hash, state: states[i] })));
  await write('facts', async (rows) => {
    const early = (await ask(rows.getAll())).filter((row) => row.counter < 5);
    for (const row of early) await ask(rows.put({ ...row, saved_at: since - 1 }));
  });
  const told = async (entries) => (await entries).map((entry) => [entry.fact.payload.n, entry.state]);
  return [await told(list(box)), await told(recent(box, { since, counter: 3 })), await told(recent(box))];
}"""


def test_of_a_season_in_the_book_a_visit_reads_what_it_needs(setting, open_page):
    """What is open, what was saved today, and what the pack does not know of yet: number 4 and later."""
    page = open_page("/sehat/")
    user, device, org = (str(uuid7()) for _each in range(3))
    since = 1_700_000_000_000
    whole, wanted, still_open = page.evaluate(RECENT, {"user": user, "device": device, "org": org, "since": since})
    assert sorted(whole) == [[1, "accepted"], [2, "checking"], [3, "settled"], [4, "accepted"], [5, "accepted"]]
    assert sorted(wanted) == [[2, "checking"], [4, "accepted"], [5, "accepted"]]
    assert still_open == [[2, "checking"]]


def exported(phone: Phone, folder: Path) -> tuple[Path, str]:
    """Make a backup file through the page; return the file and the code that was shown."""
    phone.page.goto("/hp/catatan/")
    phone.page.get_by_role("button", name="Buat berkas cadangan").click()
    phone.page.locator("[data-code-text]").wait_for(timeout=60_000)
    code = phone.page.locator("[data-code-text]").inner_text()
    with phone.page.expect_download() as download:
        phone.page.get_by_role("link", name="Simpan berkasnya").click()
    target = folder / download.value.suggested_filename
    download.value.save_as(target)
    return target, code


def taken_over(phone: Phone, file: Path, code: str) -> None:
    phone.page.goto("/hp/catatan/")
    phone.page.locator("main").get_by_text("Buka berkas cadangan").click()
    phone.page.get_by_label("Berkas").set_input_files(file)
    phone.page.get_by_label("Kode 16 angka").fill(code)
    phone.page.get_by_role("button", name="Ambil catatannya").click()


@pytest.fixture
def lost(setting, open_page, tmp_path) -> tuple[Path, str]:
    """A phone with two unsent visits, backed up, then lost for good."""
    phone = phone_of(open_page, setting)
    phone.cut()
    phone.visit(kinds=KRD)
    phone.next()
    phone.visit(number="2", name="Sri Wahyuni", kinds=(("Besi", "2"),))
    return exported(phone, tmp_path)


def test_a_backup_file_is_locked_and_opens_on_another_phone(setting, lost, open_page):
    file, code = lost
    text = file.read_text()
    assert len(code.replace(" ", "")) == 16
    assert "Sutinah" not in text
    assert "wastebank" not in text
    helper = signed_in(setting.org, Office.WEIGHING, user=make_user("Kustini", honorific="mbak"))
    phone = phone_of(open_page, setting, helper)
    taken_over(phone, file, "0000 0000 0000 0000")
    phone.page.locator("main").get_by_text("Kode tidak cocok dengan berkas ini").wait_for(timeout=60_000)
    assert phone.queue() == []
    taken_over(phone, file, code)
    phone.page.locator("main").get_by_text("2 catatan sudah diambil").wait_for(timeout=60_000)
    phone.page.locator("main").get_by_text("perlu diperiksa").first.wait_for()
    assert phone.states() == ["checking", "checking"], "recorded by somebody else: an officer looks first"
    with tenant(setting.org.pk):
        assert not Deposit.objects.exists()
        assert set(SyncFact.objects.values_list("user_id", flat=True)) == {user_of(setting.weigher).pk}
        assert set(SyncFact.objects.values_list("from_user_id", flat=True)) == {user_of(helper).pk}


def again(user: Any) -> Client:
    """The same person in another browser."""
    client = Client(headers={"user-agent": "tests"})
    enter(client, user)
    return client


def test_the_same_person_takes_her_file_to_a_new_phone_and_it_counts_once(setting, lost, open_page):
    file, code = lost
    user = user_of(setting.weigher)
    phone = phone_of(open_page, setting, again(user))
    for _twice in range(2):
        taken_over(phone, file, code)
        phone.page.locator("main").get_by_text("catatan sudah diambil").wait_for(timeout=60_000)
    phone.settled(2)
    with tenant(setting.org.pk):
        assert sorted(Pocket.objects.values_list("balance", flat=True)) == [5440, 8000]
        assert Deposit.objects.count() == 2


def test_a_file_that_is_none_of_ours_is_refused(setting, open_page, tmp_path):
    phone = phone_of(open_page, setting)
    file = tmp_path / "foto.guyub"
    file.write_text('{"kind": "something else"}')
    taken_over(phone, file, "1234")
    phone.page.locator("main").get_by_text("Ini bukan berkas cadangan paguyuban ini").wait_for()


def test_two_versions_that_an_officer_compared_are_settled_on_the_phone_too(setting, open_page):
    phone = phone_of(open_page, setting)
    phone.cut()
    phone.visit(kinds=KRD)
    (kept,) = phone.queue()
    other = sealed(kept["fact"] | {"happened_at": f"{setting.session.planned_open:%Y-%m-%dT%H:%M:%SZ}"})
    answer = setting.weigher.post(
        "/p/sekar/kiriman/", {"user": other["user"], "facts": [other]}, content_type="application/json"
    )
    assert [result["state"] for result in answer.json()["results"]] == ["accepted"]
    phone.cut(off=False)
    assert phone.replay_alone() in {"sent", "nothing"}
    assert [(entry["state"], entry["answer"]["state"]) for entry in phone.queue()] == [("checking", "clash")]
    assert phone.replay_alone() == "sent"
    assert phone.states() == ["checking"], "nobody has looked yet"
    with tenant(setting.org.pk):
        clash = Clash.objects.get()
        settle_clash(org=setting.org, by=setting.bank.treasurer, clash_id=clash.pk, note="jamnya beda")
    assert phone.replay_alone() == "sent"
    assert phone.states() == ["settled"]
    assert "kedua versi" in phone.queue()[0]["answer"]["message"]
    with tenant(setting.org.pk):
        assert Pocket.objects.get().balance == 5440, "money once"
