"""Fields that read as people write, ask back, and lose nothing of what was typed."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms
from django.utils import translation

from guyub.foundation.core import clock
from guyub.foundation.core.fields import DateField, PhoneField, PinField, QuantityField, RupiahField
from guyub.foundation.core.quantities import Unit
from guyub.foundation.core.reading import Reason, Unreadable
from guyub.foundation.core.sentences import Kind, bad_input, sentence_of


class Line(forms.Form):
    """One line of a weighing, with everything that fields can do."""

    price = RupiahField(minimum=100, maximum=1_000_000, required=False)
    weight = QuantityField(unit=Unit.GRAM, confirm_above=50_000, refuse_above=1_000_000, required=False)
    pieces = QuantityField(unit=Unit.PIECE, required=False)
    day = DateField(required=False, future=False)
    typed_day = DateField(native=False, required=False)
    phone = PhoneField(required=False)
    pin = PinField(required=False)


def codes(form: forms.Form) -> dict[str, list[str | None]]:
    return {name: [error.code for error in errors] for name, errors in form.errors.as_data().items()}


def inputs(form: forms.Form, name: str) -> list[dict[str, str]]:
    """Return the attributes of the inputs that draw one field."""
    return [
        dict(re.findall(r'([\w-]+)="([^"]*)"', tag)) | ({"checked": "yes"} if " checked" in tag else {})
        for tag in re.findall(r"<input[^>]*>", str(form[name]))
    ]


def test_reads_as_people_write() -> None:
    form = Line(
        {
            "price": "Rp1.700,-",
            "weight": "3,20",
            "pieces": "40 biji",
            "day": "2022-03-06",
            "typed_day": "6 Mar 22",
            "phone": "0812 3456 7890",
            "pin": "274915",
        }
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {
        "price": 1_700,
        "weight": 3_200,
        "pieces": 40,
        "day": date(2022, 3, 6),
        "typed_day": date(2022, 3, 6),
        "phone": "+6281234567890",
        "pin": "274915",
    }


def test_what_is_left_empty_is_empty() -> None:
    form = Line({"price": "  "})
    assert form.is_valid(), form.errors
    assert set(form.cleaned_data.values()) == {None, ""}


def test_what_is_needed_is_asked_for() -> None:
    class Needed(forms.Form):
        price = RupiahField()
        phone = PhoneField()
        pin = PinField(new=False)

    form = Needed({})
    assert codes(form) == {"price": ["required"], "phone": ["required"], "pin": ["required"]}


def test_inputs_call_the_right_keyboard_and_show_their_sign() -> None:
    form = Line()
    assert inputs(form, "price")[0]["inputmode"] == "numeric"
    assert ">Rp</span>" in str(form["price"])
    assert inputs(form, "weight")[0]["inputmode"] == "decimal"
    assert ">kg</span>" in str(form["weight"])
    assert ">biji</span>" in str(form["pieces"])
    assert inputs(form, "day")[0]["type"] == "date"
    assert inputs(form, "typed_day")[0]["type"] == "text"
    assert inputs(form, "phone")[0]["type"] == "tel"
    assert inputs(form, "pin")[0]["type"] == "password"
    assert inputs(form, "pin")[0]["autocomplete"] == "new-password"


def test_values_stand_in_their_inputs_as_they_are_read_back() -> None:
    first = {
        "price": 12_500,
        "weight": 1_255,
        "pieces": 1_000,
        "day": date(2022, 3, 6),
        "typed_day": date(2022, 3, 6),
        "phone": "+6281234567890",
    }
    form = Line(initial=first)
    shown = {name: inputs(form, name)[0]["value"] for name in first}
    assert shown == {
        "price": "12.500",
        "weight": "1255 g",
        "pieces": "1000",
        "day": "2022-03-06",
        "typed_day": "06-03-2022",
        "phone": "0812-3456-7890",
    }
    again = Line(shown, initial=first)
    assert again.is_valid(), again.errors
    assert not again.has_changed()


# Two readings


def test_two_readings_are_offered_and_the_text_is_kept() -> None:
    form = Line({"weight": "1.250"})
    assert codes(form) == {"weight": ["two_readings"]}
    text, *radios = inputs(form, "weight")
    assert text["value"] == "1.250"
    assert [(r["type"], r["name"], r["value"]) for r in radios] == [
        ("radio", "weight_reading", "1250"),
        ("radio", "weight_reading", "1250000"),
    ]
    assert "1,25 kg" in str(form["weight"])
    assert "1.250,00 kg" in str(form["weight"])
    assert len({r["id"] for r in radios}) == 2


def test_an_answer_is_taken() -> None:
    form = Line({"weight": "1.250", "weight_reading": "1250"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["weight"] == 1_250
    assert [r.get("checked") for r in inputs(form, "weight")[1:]] == ["yes", None]


@pytest.mark.parametrize("answer", ["2500", "", "x", "1250.0"])
def test_an_answer_to_another_text_counts_for_nothing(answer: str) -> None:
    assert codes(Line({"weight": "1.250", "weight_reading": answer})) == {"weight": ["two_readings"]}


def test_a_reading_beyond_the_limit_is_refused_after_it_was_chosen() -> None:
    assert codes(Line({"weight": "1.250", "weight_reading": "1250000"})) == {"weight": ["too_much"]}


def test_a_chosen_reading_needs_no_second_tick() -> None:
    form = Line({"weight": "62.500", "weight_reading": "62500"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["weight"] == 62_500


def test_an_amount_and_a_day_can_be_asked_about_too() -> None:
    form = Line({"price": "1.250rb", "day": "1/13/21", "typed_day": "1/13/21"})
    assert codes(form) == {"price": ["two_readings"], "day": ["month_place"], "typed_day": ["month_place"]}
    assert [r["value"] for r in inputs(form, "price")[1:]] == ["1250", "1250000"]
    assert [r["value"] for r in inputs(form, "day")[1:]] == ["2021-01-13"]
    with translation.override("id"):
        assert "Rabu, 13 Januari 2021" in str(form["day"])
    answered = Line({"price": "1.250rb", "price_reading": "1250", "day": "1/13/21", "day_reading": "2021-01-13"})
    assert answered.is_valid(), answered.errors
    assert (answered.cleaned_data["price"], answered.cleaned_data["day"]) == (1_250, date(2021, 1, 13))


def test_a_day_that_the_picker_cannot_show_is_kept_as_text() -> None:
    text = inputs(Line({"day": "31/2/21"}), "day")[0]
    assert (text["type"], text["value"]) == ("text", "31/2/21")


def test_names_with_a_prefix_ask_under_that_prefix() -> None:
    form = Line({"baris-weight": "1.250", "baris-weight_reading": "1250"}, prefix="baris")
    assert form.is_valid(), form.errors
    assert inputs(form, "weight")[1]["name"] == "baris-weight_reading"


# The keypad


def test_the_comma_of_the_keypad_needs_no_question() -> None:
    form = Line({"weight": "1,250", "weight_keys": "1,250"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["weight"] == 1_250
    assert [i["name"] for i in inputs(form, "weight")] == ["weight", "weight_keys"]


@pytest.mark.parametrize(("text", "keys"), [("1,250", "1,25"), ("1,250", ""), ("1.250", "1.250")])
def test_what_was_typed_otherwise_is_asked_about(text: str, keys: str) -> None:
    assert codes(Line({"weight": text, "weight_keys": keys})) == {"weight": ["two_readings"]}


def test_much_by_the_keypad_must_be_ticked_too() -> None:
    form = Line({"weight": "62,500", "weight_keys": "62,500"})
    assert codes(form) == {"weight": ["confirm"]}
    assert [i["value"] for i in inputs(form, "weight")] == ["62,500", "62,500", "62500"]


# Limits


def test_much_must_be_ticked() -> None:
    form = Line({"weight": "62,5"})
    assert codes(form) == {"weight": ["confirm"]}
    text, tick = inputs(form, "weight")
    assert text["value"] == "62,5"
    assert (tick["type"], tick["name"], tick["value"], tick.get("checked")) == (
        *("checkbox", "weight_confirm", "62500"),
        None,
    )
    assert "62,50 kg" in str(form["weight"])
    ticked = Line({"weight": "62,5", "weight_confirm": "62500"})
    assert ticked.is_valid(), ticked.errors


def test_a_tick_for_one_weight_does_not_pass_another() -> None:
    assert codes(Line({"weight": "625", "weight_confirm": "62500"})) == {"weight": ["confirm"]}


def test_too_much_is_refused() -> None:
    form = Line({"weight": "1000,5", "weight_confirm": "1000500"})
    assert codes(form) == {"weight": ["too_much"]}
    assert len(inputs(form, "weight")) == 1


def test_a_form_sets_limits_and_unit_on_its_own_copy() -> None:
    form = Line({"weight": "12", "pieces": "2,5"})
    field = form.fields["weight"]
    assert isinstance(field, QuantityField)
    field.confirm_above = 10_000
    pieces = form.fields["pieces"]
    assert isinstance(pieces, QuantityField)
    pieces.unit = Unit.MILLILITRE
    assert codes(form) == {"weight": ["confirm"]}
    assert form.cleaned_data["pieces"] == 2_500
    assert inputs(form, "weight")[1]["value"] == "12000"
    assert ">l</span>" in str(form["pieces"])
    fresh = Line({"weight": "12"})
    assert fresh.is_valid(), fresh.errors
    assert ">biji</span>" in str(fresh["pieces"])


def test_amounts_keep_their_limits() -> None:
    assert codes(Line({"price": "99"})) == {"price": ["minimum"]}
    assert codes(Line({"price": "1.000.001"})) == {"price": ["maximum"]}
    assert Line({"price": "100"}).is_valid()
    assert Line({"price": "1jt"}).is_valid()


def test_days_to_come_are_refused_where_none_may_be() -> None:
    with clock.set_to(datetime(2022, 3, 5, 18, 0, tzinfo=UTC)):  # already the 6th in Indonesia
        assert Line({"day": "2022-03-06"}).is_valid()
        assert codes(Line({"day": "2022-03-07"})) == {"day": ["future"]}
        assert Line({"typed_day": "7-3-2022"}).is_valid()


# PINs


def test_a_pin_is_never_shown_again() -> None:
    form = Line({"pin": "123456"})
    assert codes(form) == {"pin": ["pin_sequence"]}
    assert "123456" not in str(form)


def test_a_new_pin_is_held_against_what_is_known() -> None:
    form = Line({"pin": "170579"})
    field = form.fields["pin"]
    assert isinstance(field, PinField)
    field.birth_date = date(1979, 5, 17)
    assert codes(form) == {"pin": ["pin_birth"]}


def test_signing_in_takes_an_old_easy_pin() -> None:
    class SignIn(forms.Form):
        pin = PinField(new=False)

    assert SignIn({"pin": "123456"}).is_valid()
    assert codes(SignIn({"pin": "12"})) == {"pin": ["pin_length"]}
    assert inputs(SignIn(), "pin")[0]["autocomplete"] == "current-password"


@pytest.mark.parametrize(
    ("name", "text", "code"),
    [
        ("price", "12.500,50", "sen"),
        ("weight", "1,2505", "decimals"),
        ("pieces", "1,5", "whole_only"),
        ("day", "31/4/21", "impossible_date"),
        ("phone", "0812", "phone_short"),
    ],
)
def test_a_refusal_keeps_what_was_typed(name: str, text: str, code: str) -> None:
    form = Line({name: text})
    assert codes(form) == {name: [code]}
    assert [i["value"] for i in inputs(form, name)] == [text]


def test_numbers_that_are_no_text_pass() -> None:
    class Fixed(forms.Form):
        price = RupiahField(disabled=True, initial=4_000)

    form = Fixed({"price": "1"})
    assert form.is_valid(), form.errors
    assert form.cleaned_data == {"price": 4_000}


def test_numbers_from_json_are_read() -> None:
    data: dict[str, Any] = {"price": 1_700}
    assert Line(data).is_valid()


# Sentences


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("reason", Reason)
def test_every_reason_has_short_sentences(reason: Reason, kind: Kind, language: str) -> None:
    with translation.override(language):
        said = str(sentence_of(Unreadable(reason), kind))
    for sentence in re.split(r"(?<=[.?:]) ", said):
        assert 0 < len(sentence.split()) <= 12
    assert said.endswith((".", "?"))


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_told_in_indonesian(reason: Reason) -> None:
    error = Unreadable(reason)
    with translation.override("en"):
        english = str(sentence_of(error))
    with translation.override("id"):
        assert str(sentence_of(error)) != english


def test_an_unreadable_text_becomes_an_error_of_the_house() -> None:
    error = bad_input(Unreadable(Reason.SEN, "1,50"), field="price", kind=Kind.RUPIAH)
    assert (error.code, error.field, error.status) == ("sen", "price", 422)
    assert error.details["readings"] == ()


def test_the_readings_go_with_it() -> None:
    field = QuantityField(unit=Unit.GRAM)
    with pytest.raises(Unreadable) as caught:
        field.read("1.250")
    assert bad_input(caught.value).details["readings"] == (1_250, 1_250_000)
