"""The disclosure gate with the numbers of its rules."""

from __future__ import annotations

from fractions import Fraction

import pytest

from guyub.foundation.core.disclosure import (
    TOTAL,
    Interval,
    Policy,
    SumTable,
    Table,
    TableRefused,
    is_safe_sum,
    is_told,
    protect,
    protect_share,
    protect_sums,
    safe_mean,
)

HAMLETS = ("Karanganyar", "Kalisalak", "Paningkaban")
ROLES = ("purna PMI", "keluarga", "pengurus")
SCENARIO_25 = [[12, 3, 6], [8, 9, 7], [15, 10, 5]]


def table(numbers):
    return Table.of([str(i) for i in range(len(numbers))], [str(j) for j in range(len(numbers[0]))], numbers)


def intervals(source, release):
    network, keys = source.network(), source.order
    places = {place for place, key in enumerate(keys) if key in release.hidden}
    return {keys[place]: network.interval(place, places) for place in places}


def test_scenario_25_of_voice_three_complements_and_the_totals_stay():
    source = Table.of(HAMLETS, ROLES, SCENARIO_25)
    release = protect(source)
    assert release.hidden == {(0, 1), (0, 2), (2, 1), (2, 2)}
    beside = release.hidden - {(0, 1)}
    assert sorted(source.cells[key] for key in beside) == [5, 6, 10]
    assert sum(source.cells[key] for key in beside) == 21
    assert intervals(source, release)[0, 1] == Interval(0, 9)
    assert [release.at(i, TOTAL) for i in range(3)] == [21, 24, 30]
    assert [release.at(TOTAL, j) for j in range(3)] == [35, 22, 18]
    assert release.at(TOTAL, TOTAL) == 75


@pytest.mark.parametrize(
    ("count", "told", "told_if_sensitive"),
    [(0, True, False), (1, False, False), (4, False, False), (5, True, True), (120, True, True)],
)
def test_small_counts_are_hidden_and_zeros_of_sensitive_data(count, told, told_if_sensitive):
    assert is_told(count) is told
    assert is_told(count, sensitive=True) is told_if_sensitive


def test_what_has_no_small_number_stays_whole():
    release = protect(table([[12, 0], [8, 9]]))
    assert release.hidden == frozenset()
    assert release.at(0, 1) == 0


def test_a_share_is_two_cells():
    assert protect_share(6, 20) == (6, 20)
    assert protect_share(17, 20) is None, "the rest, 3, could be worked out"
    assert protect_share(3, 20) is None
    assert protect_share(20, 20) == (20, 20)
    assert protect_share(20, 20, sensitive=True) is None


def test_a_mean_needs_five():
    assert safe_mean(19, 5) == Fraction(19, 5)
    assert safe_mean(16, 4) is None


def test_of_one_row_the_smallest_neighbour_hides_it():
    release = protect(table([[3, 9, 6, 30]]))
    assert release.hidden == {(0, 0), (0, 2)}
    assert release.at(0, TOTAL) == 48


def test_a_total_is_hidden_only_if_the_cells_do_not_suffice():
    release = protect(table([[3, 0, 0]]))
    assert release.hidden == {(0, 0), (0, TOTAL)}, "the row total equals it; visible zeros are never complements"


def test_a_small_margin_is_a_cell_like_any_other():
    release = protect(table([[2, 0], [7, 11]]))
    assert {(0, 0), (0, TOTAL)} <= release.hidden, "the total of the row is 2 as well"
    assert release.at(0, 1) == 0
    assert release.at(TOTAL, TOTAL) == 20


def test_a_neighbour_that_is_too_small_does_not_hide_it():
    # 3 and 1 in one row of total 4: both small, and their total too. Nothing of this can be told.
    release = protect(table([[3, 1]]))
    assert release.hidden == {(0, 0), (0, 1), (0, TOTAL)}


def test_two_small_ones_hide_each_other_only_as_far_as_their_sum():
    source = table([[2, 2, 40]])  # 2 + 2 = 4 is no range of five
    release = protect(source)
    assert len(release.hidden) == 3
    assert all(found.width is None or found.width >= 5 for found in intervals(source, release).values())


def test_a_lone_number_has_no_margin_and_no_neighbours():
    assert protect(table([[4]])).hidden == {(0, 0)}
    assert protect(table([[5]])).hidden == frozenset()


def test_of_equal_totals_the_fewest_cells_then_reading_order():
    assert protect(table([[4, 10, 5, 5]])).hidden == {(0, 0), (0, 2)}, "5 costs less than 10; the first of two"
    two_ways = table([[4, 5, 5], [9, 9, 9]])
    assert protect(two_ways).hidden == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_sixteen_candidates_are_searched_and_seventeen_only_audited():
    numbers = [[3, 20, 30, 40], [50, 60, 70, 80], [21, 31, 41, 51], [22, 32, 42, 52], [5, 15, 25, 35]]
    source = table(numbers)
    release = protect(source)
    assert len(source.cells) - 1 > 16
    assert (0, 0) in release.hidden
    assert intervals(source, release)[0, 0].width >= 5
    assert all(key[0] != TOTAL and key[1] != TOTAL for key in release.hidden)
    best = protect(source, Policy(exact_upto=25))
    spent = [sum(source.cells[key] for key in one.hidden) for one in (best, release)]
    assert spent[0] <= spent[1]
    assert best.hidden == {(0, 0), (0, 1), (4, 0), (4, 1)}


def test_a_table_that_cannot_be_protected_is_refused_without_a_value():
    with pytest.raises(TableRefused) as refused:
        protect(table([[4, 0, 0]]), public=[(0, TOTAL)])
    assert refused.value.rule == "complementary"
    assert "4" not in str(refused.value)
    assert protect(table([[4, 9, 0]]), public=[(0, TOTAL)]).hidden == {(0, 0), (0, 1)}


@pytest.mark.parametrize("numbers", [[[-1, 5]], [[1, 2], [3]], []])
def test_what_is_no_table(numbers):
    with pytest.raises(ValueError, match=r"table|zero"):
        Table.of(["a"] * max(len(numbers), 1), ["b", "c"], numbers)


# --- rupiah ---------------------------------------------------------------------------------------------------------


def test_a_sum_needs_five_contributors():
    assert not is_safe_sum([10_000] * 4, Policy())
    assert is_safe_sum([10_000] * 5, Policy())
    assert is_safe_sum([], Policy())
    assert not is_safe_sum([10_000] * 4 + [0], Policy()), "who gave nothing hides nobody"


def test_and_the_rest_must_cover_the_greatest():
    # X − x1 − x2 ≥ p · x1 with p = 1/10: 1,000 + 500 + 20 + … against 100
    assert is_safe_sum([1000, 500, 40, 30, 30], Policy())
    assert not is_safe_sum([1000, 500, 40, 30, 29], Policy())
    assert is_safe_sum([1000, 500, 40, 30, 29], Policy(dominance=Fraction(1, 20)))


def test_sums_of_posts_hide_the_small_one_and_what_would_tell_it():
    given = [[{"a": 9000, "b": 500}], [dict.fromkeys("cdefg", 20000)], [dict.fromkeys("hijkl", 30000)]]
    release = protect_sums(SumTable.of(["Cihonje", "Tlaga", "Gumelar"], ["credited"], given))
    assert release.at(0, 0) is None
    assert release.at(1, 0) is None, "the cheaper of the two"
    assert release.at(2, 0) == 150_000
    assert release.at(TOTAL, 0) == 259_500


def test_one_person_at_two_posts_counts_once_in_the_total():
    given = [[dict.fromkeys("abcde", 100)], [dict.fromkeys("abcde", 100)]]
    sums = SumTable.of(["A", "B"], ["credited"], given)
    assert sums.parts[TOTAL, 0] == [200] * 5
