"""Her passbook and what she brought are in the copy of a person's data."""

from __future__ import annotations

from guyub.foundation.members.exporting import sections_of
from tests.factories_members import make_member
from tests.factories_wastebank import make_bank


def test_a_copy_of_her_data_holds_her_savings_and_her_waste(org):
    bank = make_bank(org)
    sutinah, other = make_member(org, "Sutinah"), make_member(org, "Tumirah")
    first = bank.deposit(sutinah, bank.line("PET", 12_500))
    bank.correct(first.deposit_id, bank.line("PET", 1_250))
    bank.deposit(other, bank.line("KRD", 3_000))
    sections = {section.key: section for section in sections_of(org=org, member=sutinah)}
    assert [(row[2], row[3]) for row in sections["passbook"].rows] == [
        (50_000, 50_000),
        (-50_000, 0),
        (5_000, 5_000),
    ]
    assert [row[1:] for row in sections["weighed"].rows] == [("Botol PET bersih", 1_250, "g", 5_000)]


def test_a_copy_of_her_data_holds_what_she_left_for_sale(org):
    bank = make_bank(org)
    bank.consign("ALU")
    sutinah, other = make_member(org, "Sutinah"), make_member(org, "Tumirah")
    for member, grams in ((sutinah, 1_000), (other, 2_000)):
        bank.deposit(member, bank.line("ALU", grams))
    load = bank.load("ALU", 400, 10_000, pool="B", own_quantity=400)
    bank.sell(load, collector=bank.collector(), cash_account="1101")
    section = next(one for one in sections_of(org=org, member=sutinah) if one.key == "consigned")
    assert [row[1:] for row in section.rows] == [("Aluminium", "g", 1_000, 600, 400, 0, 0)]
