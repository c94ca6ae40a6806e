def test_a_part_has_one_id_at_every_repetition():
    whole, part, other = uuid7(), uuid7(), uuid7()
    found = part_of(whole, part)
    assert found == part_of(whole, part)
    assert len({found, part_of(whole, other), part_of(part, whole), whole}) == 4
    assert (found.version, found.int >> 80) == (7, whole.int >> 80)
