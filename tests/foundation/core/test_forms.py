"""The form behind every POST."""

from __future__ import annotations

from uuid import UUID

import pytest
from django import forms

from guyub.foundation.core.errors import BadInput, Clash, Forbidden, Refused
from guyub.foundation.core.fields import PinField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.ids import uuid7


class PayOut(ActionForm):
    """Pays a member out."""

    field_of = {"rupiah": "amount"}

    amount = RupiahField()
    note = forms.CharField(required=False)
    pin = PinField(new=False, required=False)


def sent(**values: str) -> PayOut:
    return PayOut({"client_id": str(uuid7()), "amount": "50.000", **values})


def errors_of(form: forms.Form) -> dict[str, list[tuple[str | None, str]]]:
    return {
        name: [(error.code, error.messages[0]) for error in errors] for name, errors in form.errors.as_data().items()
    }


def test_each_page_has_an_id_of_its_own() -> None:
    first, second = (UUID(PayOut()["client_id"].value()) for _ in range(2))
    assert (first.version, first == second) == (7, False)


def test_the_id_that_was_sent_is_what_the_action_gets() -> None:
    form = sent()
    assert form.is_valid(), form.errors
    assert form.action_args() == {"client_id": UUID(form.data["client_id"])}


def test_an_error_keeps_the_id_so_that_sending_again_is_safe() -> None:
    form = sent(amount="x")
    assert not form.is_valid()
    assert str(form["client_id"].value()) == form.data["client_id"]


@pytest.mark.parametrize("broken", ["", "x", "123"])
def test_a_page_without_an_id_comes_back_with_one(broken: str) -> None:
    form = sent(client_id=broken, note="untuk iuran")
    assert not form.is_valid()
    fresh = UUID(form["client_id"].value())
    assert f'value="{fresh}"' in str(form["client_id"])
    again = PayOut({**form.data, "client_id": str(fresh)})
    assert again.is_valid(), again.errors
    assert again.cleaned_data["note"] == "untuk iuran"


def test_a_refusal_stands_on_its_field_with_the_next_step() -> None:
    form = sent()
    assert form.is_valid()
    form.explain(Refused("Saldo tinggal Rp48.500.", next_step="Tulis paling banyak Rp48.500.", field="amount"))
    assert errors_of(form) == {"amount": [("refused", "Saldo tinggal Rp48.500. Tulis paling banyak Rp48.500.")]}
    assert not form.is_valid()
    assert 'value="50.000"' in str(form["amount"])


def test_the_actions_name_of_an_input_may_differ() -> None:
    form = sent()
    form.explain(BadInput("Terlalu banyak.", field="rupiah"))
    assert list(errors_of(form)) == ["amount"]


@pytest.mark.parametrize("field", ["", "nowhere"])
def test_what_is_about_no_input_stands_on_the_form(field: str) -> None:
    form = sent()
    form.explain(Refused("Bulan ini sudah ditutup.", field=field))
    assert errors_of(form) == {"__all__": [("refused", "Bulan ini sudah ditutup.")]}


@pytest.mark.parametrize(("error", "status"), [(Refused("x"), 422), (Clash(), 409), (Forbidden(), 403)])
def test_the_answer_has_the_errors_status(error: Refused, status: int) -> None:
    form = sent()
    assert form.status == 422
    form.explain(error)
    assert form.status == status


def test_the_forms_own_errors_stay_beside_the_actions() -> None:
    form = sent(amount="")
    form.explain(Refused("Kas kosong."))
    assert set(errors_of(form)) == {"amount", "__all__"}


# A tick


def ask(form: PayOut) -> str:
    """Let the action ask for a tick; return the value that the tick sends."""
    form.explain(Refused("Ini dua kali lipat dari biasanya.", code="confirm", field="amount"))
    return str(form["confirm"].field.widget.attrs["value"])


def test_a_tick_answers_an_error_that_asks_for_one() -> None:
    form = sent()
    assert not form.confirmed
    assert "confirm" not in form.fields
    value = ask(form)
    assert f'value="{value}"' in str(form["confirm"])
    assert "checked" not in str(form["confirm"])
    again = PayOut({**form.data, "confirm": value})
    assert again.is_valid(), again.errors
    assert again.confirmed


def test_a_tick_counts_only_for_what_was_shown() -> None:
    form = sent()
    value = ask(form)
    changed = PayOut({**form.data, "amount": "500.000", "confirm": value})
    assert not changed.confirmed
    assert ask(changed) != value
    assert "checked" not in str(changed["confirm"])
    assert not PayOut().confirmed


def test_a_secret_leaves_no_trace_in_the_tick() -> None:
    assert ask(sent(pin="274915")) == ask(sent(pin="135790"))
