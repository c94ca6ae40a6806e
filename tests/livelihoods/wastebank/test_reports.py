"""The report to the environment office: frozen, revised, handed in."""

from __future__ import annotations

import json
from datetime import date, time

import pytest
from django.db import IntegrityError, transaction

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput, Forbidden, Refused
from guyub.foundation.core.facts import canonical, content_hash
from guyub.foundation.core.ids import uuid7
from guyub.foundation.ledger.verify import verify
from guyub.foundation.members.actions import merge_members
from guyub.foundation.organizations.choices import Office
from guyub.livelihoods.wastebank import actions
from guyub.livelihoods.wastebank.models import ClassColumn, DlhReport, ItemMaterial, ReportSubmission
from guyub.livelihoods.wastebank.periods import ended_periods, period_of
from guyub.livelihoods.wastebank.queries.report import differences, report_content
from guyub.livelihoods.wastebank.visits import GroupPart
from tests.factories import make_actor
from tests.factories_members import make_member
from tests.factories_wastebank import at, make_bank

FEBRUARY, IN_MARCH = date(2022, 2, 1), at(date(2022, 3, 5), time(9))


@pytest.fixture
def bank(org):
    with clock.set_to(at(date(2022, 1, 9), time(9))):
        bank = make_bank(org)
        for code, materials in (("PET", "pet"), ("KRD", "cardboard")):
            actions.choose_materials(
                org=org, by=bank.chair, item_id=bank.items[code].pk,
                materials={"desnz-2025": materials, "warm-16": materials},
            )  # fmt: skip
    return bank


def february(bank, members=6):
    """Six members bring 20 kg of PET each, one also two trays; 96,4 kg of 100 are sold."""
    people = [make_member(bank.org, f"Anggota {n}") for n in range(members)]
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        for member in people:
            bank.deposit(member, bank.line("PET", 20_000))
        bank.deposit(people[0], bank.line("TRY", 40), bank.line("JLT", 2_500))
    if members < 5:
        return people
    with clock.set_to(at(date(2022, 2, 20), time(9))):
        bank.sell(bank.load("PET", 96_400, 5000, own_quantity=100_000), collector=bank.collector())
    return people


def freeze(bank, first=FEBRUARY, **values):
    values = {"client_id": uuid7(), "happened_at": clock.now(), "by": bank.chair} | values
    return actions.freeze_report(org=bank.org, first_day=first, **values)


def test_a_month_in_figures(bank):
    february(bank)
    content = report_content(org=bank.org, period=period_of(bank.org, FEBRUARY))
    assert (content["first"], content["last"]) == ("2022-02-01", "2022-02-28")
    (post,) = content["posts"]
    assert post["name"] == "Cihonje"
    assert (post["members"], post["active"]) == (6, 6)
    assert post["credited_rupiah"] == 6 * 80_000 + 6_000 + 10_000
    assert post["sold_rupiah"] == 482_000
    (plastic,) = post["classes"]
    assert plastic == {
        "class": "plastic", "column": "Plastik", "opening": 0, "in": 120_000, "gain": 0, "sold": 96_400,
        "transferred": 0, "susut": 3_600, "residue": 0, "closing": 20_000,
    }  # fmt: skip
    assert [(row["item"], row["unit"], row["in"], row["closing"]) for row in post["apart"]] == [
        ("Tray telur", "pcs", 40, 40), ("Jelantah", "ml", 2_500, 2_500),
    ]  # fmt: skip
    assert content["whole"] == {key: post[key] for key in content["whole"]}


def test_consigned_waste_counts_when_the_collector_has_paid(bank):
    """Six leave 2 kg of aluminium each in February; sold in February, paid in March at 10.000, taken back in April."""
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        bank.consign("ALU")
        people = [make_member(bank.org, f"Anggota {n}") for n in range(6)]
        left = [bank.deposit(member, bank.line("ALU", 2_000)).deposit_id for member in people]
        bank.deposit(None, bank.line("ALU", 2_000), guest_name="Bu Tamu")
        sale = bank.sell(bank.load("ALU", 14_000, 10_000, pool="B", take_all=True), collector=bank.collector())
    with clock.set_to(at(date(2022, 3, 6), time(9))):
        paid = {"org": bank.org, "by": bank.treasurer, "happened_at": clock.now(), "sale_id": sale.pk}
        actions.record_sale_payment(**paid, client_id=uuid7(), amount=140_000, cash_account="1101")
    assert brought(bank, FEBRUARY) == {"sold_rupiah": 140_000, "credited_rupiah": 0}
    # a tenth is the fee; the guest's part is Dana Sosial's, and a gift counts like any other
    assert brought(bank, date(2022, 3, 1)) == {"sold_rupiah": 0, "credited_rupiah": 126_000}
    with clock.set_to(at(date(2022, 3, 7), time(9))):
        bank.correct(left[0], bank.line("ALU", 1_000), by=bank.treasurer)
    assert brought(bank, date(2022, 3, 1))["credited_rupiah"] == 126_000 - 9_000
    with clock.set_to(at(date(2022, 4, 3), time(9))):
        undo = {**paid, "happened_at": clock.now(), "client_id": uuid7()}
        actions.reverse_sale(**undo, reason="truk kembali")
    assert brought(bank, date(2022, 3, 1)) == {"sold_rupiah": 0, "credited_rupiah": 0}
    assert brought(bank, date(2022, 4, 1)) == {"sold_rupiah": -140_000, "credited_rupiah": 0}
    assert verify(bank.org).findings == []


def brought(bank, day):
    (post,) = report_content(org=bank.org, period=period_of(bank.org, day))["posts"]
    return {key: post[key] for key in ("sold_rupiah", "credited_rupiah")}


def test_a_person_who_was_merged_is_one_contributor(bank):
    """Four persons in five rows stay hidden: two rows of one person are not two."""
    people = february(bank, members=4)
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        twin = make_member(bank.org, "Anggota 0")
        bank.deposit(twin, bank.line("KRD", 20_000))
    chair = make_actor(bank.org, Office.CHAIR)
    merge_members(
        org=bank.org, by=chair, client_id=uuid7(), happened_at=clock.now(), kept_id=people[0].pk, gone_id=twin.pk
    )
    (post,) = report_content(org=bank.org, period=period_of(bank.org, FEBRUARY))["posts"]
    assert post["credited_rupiah"] is None


def test_both_methods_count_the_same_grams(bank):
    february(bank)
    desnz, warm = report_content(org=bank.org, period=period_of(bank.org, FEBRUARY))["impact"]
    assert (desnz["name"], desnz["version"], desnz["grams_co2e"]) == (
        "DESNZ 2025", "2025", 159_060,
    )  # fmt: skip
    assert (warm["name"], warm["version"], warm["grams_co2e"]) == ("EPA WARM v16", "v16", 110_474)
    assert desnz["grams_counted"] == warm["grams_counted"] == 96_400
    assert desnz["paper_methane"] is None, "a line apart, and only where the association wants it"


def test_an_item_without_a_material_has_no_figure(bank):
    february(bank)
    actions.choose_materials(
        org=bank.org, by=bank.chair, item_id=bank.items["PET"].pk, materials={"desnz-2025": "", "warm-16": "pet"}
    )
    desnz, warm = report_content(org=bank.org, period=period_of(bank.org, FEBRUARY))["impact"]
    assert (desnz["grams_co2e"], desnz["without_factor"]) == (0, [{"item": "Botol PET bersih", "grams": 96_400}])
    assert warm["grams_co2e"] == 110_474


def test_of_four_members_nobody_is_counted(bank):
    february(bank, members=4)
    (post,) = report_content(org=bank.org, period=period_of(bank.org, FEBRUARY))["posts"]
    assert (post["members"], post["active"], post["credited_rupiah"]) == (None, None, None)
    assert post["classes"][0]["in"] == 80_000, "kilograms are nobody's secret"


def test_a_small_post_is_not_told_by_subtraction(bank):
    february(bank, members=12)
    small = actions.create_post(org=bank.org, by=bank.chair, name="Tlaga")
    large = actions.create_post(org=bank.org, by=bank.chair, name="Gumelar")
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        for post, count in ((small, 3), (large, 8)):
            session = plan(bank, post)
            for n in range(count):
                bank.deposit(make_member(bank.org, f"{post.name} {n}"), bank.line("KRD", 5000), session_id=session.pk)
    content = report_content(org=bank.org, period=period_of(bank.org, FEBRUARY))
    told = {post["name"]: post["members"] for post in content["posts"]}
    assert told == {"Cihonje": 12, "Gumelar": None, "Tlaga": None}
    assert content["whole"]["members"] == 23
    assert {post["name"]: post["credited_rupiah"] for post in content["posts"]}["Tlaga"] is None


def plan(bank, post):
    day = date(2022, 2, 6)
    return actions.plan_session(
        org=bank.org, by=bank.weigher, client_id=uuid7(), happened_at=clock.now(), post_id=post.pk,
        planned_open=at(day, time(8)), planned_close=at(day, time(10, 30)), open_now=True,
    )  # fmt: skip


def test_who_brings_together_is_counted_each_and_once(bank):
    people = [make_member(bank.org, f"Anggota {n}") for n in range(5)]
    with clock.set_to(at(date(2022, 2, 6), time(9))):
        bank.deposit(None, bank.line("PET", 10_000), group=[GroupPart(member.pk, 1) for member in people])
        bank.deposit(people[0], bank.line("PET", 1_000))
    (post,) = report_content(org=bank.org, period=period_of(bank.org, FEBRUARY))["posts"]
    assert (post["members"], post["active"]) == (5, 5)


def test_who_stayed_away_is_a_member_but_not_active(bank):
    people = february(bank, members=11)
    with clock.set_to(at(date(2022, 3, 6), time(9))):
        for member in people[:5]:
            bank.deposit(member, bank.line("KRD", 1_000))
    (post,) = report_content(org=bank.org, period=period_of(bank.org, date(2022, 3, 1)))["posts"]
    assert (post["members"], post["active"]) == (11, 5)
    (post,) = report_content(org=bank.org, period=period_of(bank.org, date(2022, 4, 1)))["posts"]
    assert (post["members"], post["active"]) == (11, 0)


def test_a_frozen_report_and_its_revision(bank):
    people = february(bank)
    with clock.set_to(IN_MARCH):
        first = freeze(bank)
        assert (first.revision, first.changes) == (1, [])
        assert first.digest == content_hash(first.content)
        assert canonical(json.loads(json.dumps(first.content))) == canonical(first.content)
        assert freeze(bank) == first, "nothing changed, so nothing new is frozen"
    with clock.set_to(at(date(2022, 3, 7), time(9))):  # a paper found under the scale
        bank.deposit(people[1], bank.line("KRD", 7_000), source="paper", session_id=bank.sessions[date(2022, 2, 6)].pk)
        second = freeze(bank)
    assert second.revision == 2
    changes = {tuple(row["where"]): (row["before"], row["after"]) for row in second.changes}
    assert changes["posts", "Cihonje", "classes", "paper", "in"] == (None, 7_000)
    assert changes["posts", "Cihonje", "credited_rupiah"] == (496_000, 507_900)
    assert changes["whole", "credited_rupiah"] == (496_000, 507_900)
    assert ("posts", "Cihonje", "members") not in changes
    assert DlhReport.objects.get(revision=1).content == first.content


def test_the_same_press_twice_is_one_report(bank):
    february(bank)
    with clock.set_to(IN_MARCH):
        press = {"client_id": uuid7(), "happened_at": clock.now()}
        assert freeze(bank, **press) == freeze(bank, **press)
        assert DlhReport.objects.count() == 1


@pytest.mark.parametrize(("first", "error"), [(date(2022, 3, 1), Refused), (date(2022, 2, 2), BadInput)])
def test_what_is_not_frozen(bank, first, error):
    with clock.set_to(IN_MARCH), pytest.raises(error):
        freeze(bank, first=first)
    with clock.set_to(IN_MARCH), pytest.raises(Forbidden):
        freeze(bank, by=make_actor(bank.org))


def test_frozen_rows_are_refused_every_change(bank):
    february(bank)
    with clock.set_to(IN_MARCH):
        report = freeze(bank)
        handed = submit(bank, report)
    for rows in (DlhReport.objects.filter(pk=report.pk), ReportSubmission.objects.filter(pk=handed.pk)):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(recorded_at=clock.now())
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()


def submit(bank, report, **values):
    values = {"client_id": uuid7(), "happened_at": clock.now(), "recipient": "DLH Kabupaten Banyumas"} | values
    return actions.submit_report(org=bank.org, by=bank.chair, report_id=report.pk, **values)


def test_handing_in_is_recorded_once_and_needs_a_recipient(bank):
    february(bank)
    with clock.set_to(IN_MARCH):
        report, press = freeze(bank), {"client_id": uuid7(), "happened_at": clock.now()}
        assert submit(bank, report, **press) == submit(bank, report, **press)
        with pytest.raises(BadInput):
            submit(bank, report, recipient="  ")


def test_the_authoritys_words_for_our_classes(bank):
    february(bank)
    actions.name_columns(org=bank.org, by=bank.chair, columns={"plastic": "Plastik (PET, PP, HDPE)", "paper": ""})
    assert ClassColumn.objects.count() == 1
    (row,) = report_content(org=bank.org, period=period_of(bank.org, FEBRUARY))["posts"][0]["classes"]
    assert row["column"] == "Plastik (PET, PP, HDPE)"
    actions.name_columns(org=bank.org, by=bank.chair, columns={"plastic": " "})
    assert ClassColumn.objects.count() == 0


def test_a_material_that_the_method_does_not_know(bank):
    with pytest.raises(BadInput):
        actions.choose_materials(
            org=bank.org, by=bank.chair, item_id=bank.items["KRD"].pk, materials={"warm-16": "ldpe"}
        )
    with pytest.raises(BadInput):
        actions.choose_materials(org=bank.org, by=bank.chair, item_id=bank.items["KRD"].pk, materials={"other": "pet"})
    assert ItemMaterial.objects.count() == 4


def test_a_class_holds_from_its_day(bank):
    february(bank)
    category = bank.items["PET"].category_id
    actions.classify(org=bank.org, by=bank.chair, category_id=category, sipsn_class="other", starts_on=date(2022, 3, 1))
    for month, name in ((FEBRUARY, "plastic"), (date(2022, 3, 1), "other")):
        (row,) = report_content(org=bank.org, period=period_of(bank.org, month))["posts"][0]["classes"]
        assert row["class"] == name


def test_periods_of_a_quarter(bank):
    bank.org.chosen = {"wastebank.report_months": "3"}
    assert period_of(bank.org, date(2022, 2, 28)).last == date(2022, 3, 31)
    assert period_of(bank.org, date(2022, 12, 1)).first == date(2022, 10, 1)
    bank.org.chosen = {"wastebank.report_months": "12"}
    assert period_of(bank.org, date(2022, 2, 28)).last == date(2022, 12, 31)
    bank.org.chosen = {}
    with clock.set_to(IN_MARCH):
        assert [period.first for period in ended_periods(bank.org, limit=2)] == [FEBRUARY, date(2022, 1, 1)]


def test_differences_name_the_place():
    old = {"posts": [{"name": "A", "members": None}], "whole": {"members": 12}}
    new = {"posts": [{"name": "A", "members": 6}, {"name": "B", "members": None}], "whole": {"members": 12}}
    assert differences(old, new) == [
        {"where": ["posts", "A", "members"], "before": None, "after": 6},
        {"where": ["posts", "B", "name"], "before": None, "after": "B"},
    ]


def test_verify_knows_reports(bank):
    february(bank)
    with clock.set_to(IN_MARCH):
        freeze(bank)
        report = verify(bank.org)
        assert report.sound, report.findings
        DlhReport.objects.bulk_create([
            DlhReport(
                org=bank.org, client_id=uuid7(), content_hash="x", happened_at=clock.now(), recorded_at=clock.now(),
                first_day=FEBRUARY, last_day=date(2022, 2, 28), revision=3, content={"layout": 1}, digest="forged",
            )
        ])  # fmt: skip
        found = " ".join(str(finding) for finding in verify(bank.org).findings)
    assert "its content is not what was frozen" in found
    assert "revision 3 follows 1" in found


def test_a_mentor_reads_aggregates_and_nothing_of_members(bank):
    mentor = make_actor(bank.org, Office.MENTOR)
    assert mentor.may("wastebank.aggregates")
    assert not any(mentor.may(f"wastebank.{right}") for right in ("view", "own", "passbook", "savings", "report"))
    assert make_actor(bank.org, Office.MENTOR, Office.SECRETARY).may("wastebank.own"), "a member who also mentors"
