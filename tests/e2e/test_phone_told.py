"""What a phone tells after a visit: what the books took, whose it became, how much room is left, what the slip says."""

from __future__ import annotations

from urllib.parse import unquote

import pytest

from guyub.foundation.core.tenancy import tenant
from guyub.foundation.members.models import Member
from guyub.sync.actions import settle_fact
from guyub.sync.models import SyncFact
from tests.e2e.conftest import expect
from tests.e2e.phone_setting import phone_of, user_of
from tests.e2e.wastebank_setting import Setting, set_up

KRD = (("Kardus", "3,2"),)


@pytest.fixture
def setting(books_db: None) -> Setting:
    """A waste bank with an open weighing day."""
    return set_up()


def test_a_visit_that_was_the_neighbours_says_so_on_its_slip(setting, open_page):
    """The chair handed it in for her, and the treasurer saw on the paper that Bu Kasiyem had come."""
    phone = phone_of(open_page, setting)
    phone.cut()
    phone.visit(kinds=KRD)
    (kept,) = phone.queue()
    user = user_of(setting.chair)
    body = {"user": str(user.pk), "facts": [kept["fact"]]}
    assert setting.chair.post("/p/sekar/kiriman/", body, content_type="application/json").status_code == 200
    with tenant(setting.org.pk):
        neighbour = Member.objects.get(name="Kasiyem")
        amended = kept["fact"]["payload"] | {"member": str(neighbour.pk)}
        settle_fact(
            org=setting.org,
            by=setting.bank.treasurer,
            fact_id=SyncFact.objects.get().pk,
            how="amended",
            amended=amended,
        )
    phone.cut(off=False)
    assert phone.replay_alone() in {"sent", "nothing"}
    main, slip = phone.page.locator("main"), phone.page.locator(".slip")
    expect(main).to_contain_text("Di buku tercatat atas nama Kasiyem, bukan Sutinah.")
    expect(main).to_contain_text("Berikan slip baru ini kepada penyetor.")
    expect(main).not_to_contain_text("Di buku tercatat Rp")
    expect(slip).to_contain_text(f"Kasiyem ({neighbour.number})")
    expect(slip).not_to_contain_text("Sutinah")
    assert "Sutinah" not in unquote(phone.page.get_by_role("link", name="Bagikan").get_attribute("href"))
    phone.page.goto("/hp/catatan/")
    expect(phone.page.locator("[data-list]")).to_contain_text("Kasiyem")
    expect(phone.page.locator("[data-list]")).to_contain_text("Di HP tadi: Sutinah")
