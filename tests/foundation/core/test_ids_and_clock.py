"""Identifiers sort by time and are repeatable when asked; the clock can be stopped."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta

import pytest

from guyub.foundation.core import clock
from guyub.foundation.core.ids import part_of, seeded_ids, uuid7

WEIGHING = datetime(2022, 3, 6, 1, 0, tzinfo=UTC)


def test_ids_are_version_7_and_carry_the_time():
    with clock.set_to(WEIGHING):
        made = uuid7()
    assert (made.version, made.variant) == (7, "specified in RFC 4122")
    assert made.int >> 80 == int(WEIGHING.timestamp() * 1000)


def test_many_ids_of_one_moment_grow_and_differ():
    with clock.set_to(WEIGHING):
        made = [uuid7() for _ in range(2000)]
    assert made == sorted(made)
    assert len(set(made)) == 2000


def test_ids_of_several_threads_differ():
    made: list[object] = []
    threads = [threading.Thread(target=lambda: made.extend(uuid7() for _ in range(500))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(made)) == 2000


def test_seeded_ids_are_the_same_on_every_run():
    def run() -> list[object]:
        with seeded_ids(7), clock.set_to(WEIGHING):
            return [uuid7() for _ in range(5)]

    assert run() == run()
    assert len(set(run())) == 5


def test_a_stopped_clock_needs_a_zone():
    with pytest.raises(ValueError, match="aware"), clock.set_to(datetime(2022, 3, 6)):  # noqa: DTZ001 -- the mistake
        pass


def test_a_day_belongs_to_the_zone_of_the_association():
    late = datetime(2022, 3, 5, 23, 30, tzinfo=UTC)
    assert clock.day_of(late, "Asia/Jakarta") == date(2022, 3, 6)
    assert clock.day_of(late, "Asia/Jayapura") == date(2022, 3, 6)
    assert clock.day_of(late, "UTC") == date(2022, 3, 5)
    assert clock.start_of(date(2022, 3, 6), "Asia/Jakarta") == datetime(2022, 3, 5, 17, tzinfo=UTC)
    assert clock.end_of(date(2022, 3, 6), "Asia/Jakarta") - clock.start_of(
        date(2022, 3, 6), "Asia/Jakarta"
    ) == timedelta(hours=24)


def test_a_part_has_one_id_at_every_repetition():
    whole, part, other = uuid7(), uuid7(), uuid7()
    found = part_of(whole, part)
    assert found == part_of(whole, part)
    assert len({found, part_of(whole, other), part_of(part, whole), whole}) == 4
    assert (found.version, found.int >> 80) == (7, whole.int >> 80)
