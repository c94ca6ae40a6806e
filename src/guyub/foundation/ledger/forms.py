"""What the treasurer types: one form for each action."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import clock
from guyub.foundation.core.errors import BadInput
from guyub.foundation.core.fields import DateField, RupiahField
from guyub.foundation.core.forms import ActionForm
from guyub.foundation.core.money import rupiah
from guyub.foundation.core.pictures import PictureRadios
from guyub.foundation.ledger.cash import DENOMINATIONS, PARENTS, PETTY, Tin, tins
from guyub.foundation.ledger.choices import CashFlow
from guyub.foundation.ledger.choices_books import MONEY_IN, MONEY_OUT, Direction
from guyub.foundation.ledger.entries import MEMO_LENGTH, Line
from guyub.foundation.ledger.models import Account, Fund, Unit
from guyub.foundation.members.models import Member
from guyub.foundation.organizations.models import Organization

NOON = timedelta(hours=12)


def moment_of(day: date, org: Organization) -> datetime:
    """Return the moment of something that happened on `day`: now, if today; else noon of that day."""
    return clock.now() if day == clock.today(org.time_zone) else clock.start_of(day, org.time_zone) + NOON


def member_with(number: int | None, field: str = "member_number") -> Member | None:
    """Return the member with this number, None for no number."""
    if number is None:
        return None
    found: Member | None = Member.objects.filter(number=number, merged_into__isnull=True).first()
    if found is None:
        raise BadInput(_("No member has this number."), field=field)
    return found


def box_choices(boxes: Iterable[Tin]) -> list[tuple[str, str]]:
    """Return cash boxes with what is in them."""
    return [(box.code, f"{box.name} ({rupiah(box.amount)})") for box in boxes]


def open_codes(model: type[Fund | Unit]) -> list[tuple[str, str]]:
    """Return the open funds or units as choices."""
    return list(model.objects.filter(closed_on=None).order_by("code").values_list("code", "name"))


class BookForm(ActionForm):
    """A form inside an association's books; `day` is today unless something else is typed."""

    def __init__(self, data: Any = None, *, org: Organization, **options: Any) -> None:
        super().__init__(data, **options)
        self.org = org
        if "day" in self.fields:
            self.fields["day"].initial = clock.today(org.time_zone)
        self.fill()

    def fill(self) -> None:
        """Fill in what depends on the association."""

    def choose(self, name: str, choices: list[tuple[str, str]], initial: str = "") -> None:
        """Offer choices; a single one needs no question."""
        field: Any = self.fields[name]
        field.choices = choices
        field.initial = initial or (choices[0][0] if choices else "")
        if len(choices) == 1:
            field.widget = forms.HiddenInput()

    def choose_place(self) -> None:
        """Offer the open funds and units."""
        self.choose(
            "fund", list(Fund.objects.filter(closed_on=None).order_by("code").values_list("code", "name")), "UMUM"
        )
        self.choose(
            "unit", list(Unit.objects.filter(closed_on=None).order_by("code").values_list("code", "name")), "PAG"
        )

    def happened_at(self) -> datetime:
        """Return when it happened."""
        return moment_of(self.cleaned_data["day"], self.org)


class MoneyForm(BookForm):
    """Money in or out, in everyday words."""

    category = forms.ChoiceField(label=_("What is it for?"))
    amount = RupiahField(label=_("How much?"), minimum=1)
    box = forms.ChoiceField(label=_("Which cash box?"))
    payee_name = forms.CharField(label=_("Who?"), max_length=120, required=False)
    member_number = forms.IntegerField(
        label=_("Member number"), help_text=_("If she is a member."), required=False, min_value=1
    )
    day = DateField(label=_("Day"), future=False)
    fund = forms.ChoiceField(label=_("Fund"))
    unit = forms.ChoiceField(label=_("For which unit?"))
    note = forms.CharField(label=_("Note"), max_length=MEMO_LENGTH, required=False)

    field_of = {"category_key": "category", "payee": "payee_name"}

    def __init__(self, data: Any = None, *, direction: Direction, **options: Any) -> None:
        self.direction = direction
        super().__init__(data, **options)

    def fill(self) -> None:
        words = MONEY_IN if self.direction is Direction.IN else MONEY_OUT
        category: Any = self.fields["category"]
        category.choices = [(word.key, word.label) for word in words]
        category.widget = PictureRadios(pictures={w.key: w.icon for w in words}, choices=category.choices)
        self.choose("box", box_choices(tins(org=self.org)))
        self.choose_place()
        if self.direction is Direction.IN:
            self.fields["payee_name"].label = _("From whom?")
        else:
            self.fields["payee_name"].label = _("To whom?")

    def word(self) -> str:
        """Return the chosen category as it is read."""
        field: Any = self.fields["category"]
        return str(dict(field.choices)[self.cleaned_data["category"]])


class MoveForm(BookForm):
    """Cash from one box to another."""

    source = forms.ChoiceField(label=_("From which cash box?"))
    target = forms.ChoiceField(label=_("To which cash box?"))
    amount = RupiahField(label=_("How much?"), minimum=1)
    day = DateField(label=_("Day"), future=False)
    fund = forms.ChoiceField(label=_("Fund"))

    def fill(self) -> None:
        boxes = box_choices(tins(org=self.org))
        self.choose("source", boxes)
        self.choose("target", boxes, boxes[-1][0] if boxes else "")
        self.choose(
            "fund", list(Fund.objects.filter(closed_on=None).order_by("code").values_list("code", "name")), "UMUM"
        )


class DuesForm(BookForm):
    """Dues taken in cash."""

    amount = RupiahField(label=_("How much does she pay?"), minimum=1)
    cash = forms.ChoiceField(label=_("Which cash box?"))
    day = DateField(label=_("Day"), future=False)

    def fill(self) -> None:
        self.choose("cash", box_choices(tins(org=self.org)))


class RateForm(BookForm):
    """What a month of dues costs from some month on."""

    amount = RupiahField(label=_("Dues for one month"))
    starts_on = DateField(label=_("From the month of"))


class ExemptForm(BookForm):
    """Months without dues for one member."""

    member_number = forms.IntegerField(label=_("Member number"), min_value=1)
    first = DateField(label=_("First month"))
    last = DateField(label=_("Last month"), required=False)
    reason = forms.CharField(label=_("Why?"), max_length=MEMO_LENGTH)


class CountForm(BookForm):
    """Notes and coins of one cash box."""

    def fill(self) -> None:
        for value in DENOMINATIONS:
            self.fields[f"n{value}"] = forms.IntegerField(
                label=rupiah(value),
                min_value=0,
                max_value=100_000,
                required=False,
                widget=forms.NumberInput({"inputmode": "numeric", "placeholder": "0"}),
            )

    def pieces(self) -> dict[int, int]:
        """Return how many there are of each."""
        return {value: count for value in DENOMINATIONS if (count := self.cleaned_data.get(f"n{value}"))}


class ReasonForm(BookForm):
    """One sentence that says why."""

    reason = forms.CharField(label=_("Why?"), max_length=MEMO_LENGTH)


class AmountForm(BookForm):
    """The right amount in place of a wrong one."""

    amount = RupiahField(label=_("The right amount"), minimum=1)


class PlainForm(BookForm):
    """Nothing but the press of a button."""


class TinForm(BookForm):
    """A new cash box."""

    name = forms.CharField(label=_("Name of the cash box"), max_length=80)
    parent = forms.ChoiceField(label=_("What kind?"))
    member_number = forms.IntegerField(
        label=_("Member number of the holder"), help_text=_("She cannot count this box herself."), required=False
    )
    float_amount = RupiahField(label=_("Fixed sum of petty cash"), required=False)

    def fill(self) -> None:
        names = dict(Account.objects.filter(code__in=PARENTS).values_list("code", "name"))
        self.choose("parent", [(code, names[code]) for code in PARENTS if code in names])
        self.fields["float_amount"].help_text = _("For %(name)s only.") % {"name": names.get(PETTY, "")}


class FundForm(BookForm):
    """A donor's fund with what it may be spent on."""

    code = forms.RegexField(
        r"^[A-Z0-9]{2,12}$", label=_("Short code"), help_text=_("Capital letters and digits, such as DINAS1.")
    )
    name = forms.CharField(label=_("Name of the fund"), max_length=80)
    giver = forms.CharField(label=_("Who gives it?"), max_length=120)
    purpose = forms.CharField(label=_("What is it for?"), max_length=200)
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"))

    def fill(self) -> None:
        for code, name in Account.objects.filter(code__regex=r"^(6|1501)", closed_on=None).values_list("code", "name"):
            self.fields[f"b{code}"] = RupiahField(
                label=name, required=False, help_text=_("Leave empty if the fund may not pay for it.")
            )

    def budget(self) -> dict[str, int]:
        """Return the agreed sum for each account that has one."""
        return {
            name[1:]: amount
            for name, amount in self.cleaned_data.items()
            if name[0] == "b" and name[1:2].isdigit() and amount
        }

    field_of = {"budget": ""}


class RestForm(BookForm):
    """What happens to the rest of a fund."""

    release = forms.ChoiceField(
        label=_("What happens to the rest?"),
        choices=[("no", _("It goes back to the giver")), ("yes", _("We may keep it as own money"))],
        widget=forms.RadioSelect,
    )
    letter = forms.CharField(label=_("Number and date of the giver's letter"), max_length=MEMO_LENGTH)


class AssetForm(BookForm):
    """Something bought to last."""

    name = forms.CharField(label=_("What is it?"), max_length=80)
    cost = RupiahField(label=_("What did it cost?"), minimum=1)
    residual = RupiahField(label=_("What will it be worth at the end?"), required=False)
    months = forms.IntegerField(label=_("How many months will it last?"), min_value=1, max_value=600)
    bought_on = DateField(label=_("Day of buying"), future=False)
    fund = forms.ChoiceField(label=_("Fund"))
    unit = forms.ChoiceField(label=_("For which unit?"))

    def fill(self) -> None:
        self.choose_place()


class NotesForm(BookForm):
    """The association's own words in the notes of a year."""

    text = forms.CharField(label=_("Own words"), widget=forms.Textarea, required=False, max_length=10_000)


class LinesForm(BookForm):
    """Lines of accounts, debit or credit: for a journal by hand, and for opening balances."""

    ROWS = 8

    def __init__(self, data: Any = None, *, opening: bool, **options: Any) -> None:
        self.opening = opening
        super().__init__(data, **options)

    def fill(self) -> None:
        accounts = Account.objects.filter(closed_on=None).order_by("code")
        if not self.opening:
            accounts = accounts.filter(control="")
        choices = [
            ("", "—"),
            *((a.code, f"{a.code} {a.name}") for a in accounts if a.control not in {"stock", "batch"}),
        ]
        flows = [("", "—"), *CashFlow.choices]
        if not self.opening:
            self.fields["memo"] = forms.CharField(label=_("What is it about?"), max_length=MEMO_LENGTH)
            self.fields["day"] = DateField(label=_("Day"), future=False, initial=clock.today(self.org.time_zone))
        self.fields["fund"] = forms.ChoiceField(label=_("Fund"))
        self.fields["unit"] = forms.ChoiceField(label=_("For which unit?"))
        self.choose_place()
        for row in range(1, self.ROWS + 1):
            self.fields[f"account{row}"] = forms.ChoiceField(label=_("Account"), choices=choices, required=False)
            self.fields[f"debit{row}"] = RupiahField(label=_("Debit"), required=False)
            self.fields[f"credit{row}"] = RupiahField(label=_("Credit"), required=False)
            if self.opening:
                self.fields[f"member{row}"] = forms.IntegerField(label=_("Member number"), required=False, min_value=1)
            else:
                self.fields[f"flow{row}"] = forms.ChoiceField(label=_("Why cash moved"), choices=flows, required=False)

    def rows(self) -> list[list[Any]]:
        """Return the inputs of each row, for the page."""
        last = "member" if self.opening else "flow"
        return [
            [self[f"{part}{row}"] for part in ("account", "debit", "credit", last)] for row in range(1, self.ROWS + 1)
        ]

    def lines(self) -> list[Line]:
        """Return the rows that were filled in, as lines."""
        given: Mapping[str, Any] = self.cleaned_data
        found = []
        for row in range(1, self.ROWS + 1):
            amount = (given.get(f"debit{row}") or 0) - (given.get(f"credit{row}") or 0)
            account = given.get(f"account{row}")
            if not account and not amount:
                continue
            if not account or not amount or (given.get(f"debit{row}") and given.get(f"credit{row}")):
                raise BadInput(_("Each row needs an account and one amount."), field=f"account{row}")
            member = member_with(given.get(f"member{row}"), f"member{row}")
            found.append(
                Line(
                    account,
                    amount,
                    given["fund"],
                    given["unit"],
                    member.pk if member else None,
                    given.get(f"flow{row}") or "",
                )
            )
        return found
