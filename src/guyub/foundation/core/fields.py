"""Form fields that read as people write, and ask back where two readings are possible."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import format_lazy
from django.utils.timezone import get_current_timezone_name
from django.utils.translation import gettext_lazy as _

from guyub.foundation.core import clock
from guyub.foundation.core.dates import date_input, long_date, parse_date
from guyub.foundation.core.money import grouped, parse_rupiah, rupiah
from guyub.foundation.core.phones import parse_phone, phone_text
from guyub.foundation.core.pins import LONGEST as LONGEST_PIN
from guyub.foundation.core.pins import check_new_pin, check_pin_form
from guyub.foundation.core.quantities import (
    Unit,
    Verdict,
    check_line_limits,
    parse_quantity,
    quantity_input,
    quantity_text,
    spoken_unit,
)
from guyub.foundation.core.reading import Ambiguous, Unreadable
from guyub.foundation.core.sentences import Kind, sentence_of
from guyub.foundation.core.widgets import DayInput, Question, ReadingInput, Typed


class ReadingField(forms.Field):
    """A field whose text is read by one of the house's readers; what it cannot settle, it asks."""

    kind: ClassVar[Kind] = Kind.NUMBER
    default_error_messages = {"required": _("Please fill this in.")}

    def __init__(self, *, widget: forms.Widget | type[forms.Widget] | None = None, **options: Any) -> None:
        super().__init__(widget=widget or self.house_widget(), **options)
        self._introduce()

    def __deepcopy__(self, memo: dict[int, Any]) -> ReadingField:
        """Let the copied input ask the copied field, whose limits a form may have set."""
        copy: ReadingField = super().__deepcopy__(memo)
        copy._introduce()
        return copy

    def _introduce(self) -> None:
        if isinstance(self.widget, ReadingInput):
            self.widget.field = self

    # What each kind of field says for itself

    def house_widget(self) -> forms.Widget:
        """Return the input that fits the field."""
        return ReadingInput()

    def read(self, text: str) -> Any:
        """Return the value of the text, or raise `Unreadable`."""
        raise NotImplementedError

    def read_typed(self, typed: str) -> Any:
        """Return the value of what came from the input, where that may say more than the text alone."""
        return self.read(typed)

    def key(self, value: Any) -> str:
        """Return the value as the key of an answer."""
        return str(value)

    def show(self, value: Any) -> str:
        """Return the value as it is offered to be chosen."""
        raise NotImplementedError

    def write(self, value: Any) -> str:
        """Return the value as it stands in the input."""
        return str(value)

    def check(self, value: Any, typed: str) -> Any:
        """Return the value, or raise ValidationError if it is beyond what the field takes."""
        del typed
        return value

    # Django's side

    def to_python(self, value: Any) -> Any:
        """Read what was typed; a value that is no text passes as it is."""
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return self.check(self._settled(value), value)
        except Unreadable as error:
            raise ValidationError(str(sentence_of(error, self.kind)), code=error.reason.value) from None

    def prepare_value(self, value: Any) -> Any:
        """Write a value as text, and leave text as it was typed."""
        return value if value is None or isinstance(value, str) else self.write(value)

    def _settled(self, typed: str) -> Any:
        """Read the text, and take the answer given to its question if it is one of the readings."""
        try:
            return self.read_typed(typed)
        except Ambiguous as error:
            for reading in error.readings:
                if getattr(typed, "reading", "") == self.key(reading):
                    return reading
            raise

    def question(self, typed: str) -> Question | None:
        """Return what must be asked about the text; the input draws it."""
        try:
            self.read_typed(typed)
        except Ambiguous as error:
            options = tuple((self.key(reading), self.show(reading)) for reading in error.readings)
            which = _("Which one is right?") if len(options) > 1 else _("Is it this one?")
            return Question("reading", which, options)
        except Unreadable:
            return None
        return None


class RupiahField(ReadingField):
    """An amount of whole rupiah; `minimum` and `maximum` are allowed themselves."""

    kind = Kind.RUPIAH

    def __init__(self, *, minimum: int = 0, maximum: int | None = None, **options: Any) -> None:
        self.minimum = minimum
        self.maximum = maximum
        super().__init__(**options)

    def house_widget(self) -> forms.Widget:
        """Return an input with the digits' keyboard and `Rp` before it."""
        return ReadingInput({"inputmode": "numeric", "autocomplete": "off"}, prefix="Rp")

    def read(self, text: str) -> int:
        """Read an amount."""
        return parse_rupiah(text)

    def show(self, value: int) -> str:
        """Return `Rp12.500`."""
        return rupiah(value)

    def write(self, value: int) -> str:
        """Return `12.500`."""
        return grouped(value)

    def check(self, value: int, typed: str) -> int:
        """Keep the amount between its limits."""
        del typed
        if value < self.minimum:
            raise ValidationError(_("Write at least %(limit)s."), "minimum", {"limit": rupiah(self.minimum)})
        if self.maximum is not None and value > self.maximum:
            raise ValidationError(_("Write at most %(limit)s."), "maximum", {"limit": rupiah(self.maximum)})
        return value


class QuantityField(ReadingField):
    """A weight, volume or count in whole base units of the item.

    Above `confirm_above` the person must tick that it is right; above `refuse_above` it is refused (see
    `quantities.check_line_limits`). A form may set `unit` and both limits on its own copy of the field.
    """

    kind = Kind.QUANTITY

    def __init__(
        self, *, unit: Unit, confirm_above: int | None = None, refuse_above: int | None = None, **options: Any
    ) -> None:
        self._unit = unit
        self.confirm_above = confirm_above
        self.refuse_above = refuse_above
        super().__init__(**options)

    @property
    def unit(self) -> Unit:
        """The base unit that is read and returned."""
        return self._unit

    @unit.setter
    def unit(self, unit: Unit) -> None:
        self._unit = unit
        if isinstance(self.widget, ReadingInput):
            self.widget.suffix = spoken_unit(unit)

    def house_widget(self) -> forms.Widget:
        """Return an input with the decimal keyboard and the unit after it."""
        return ReadingInput({"inputmode": "decimal", "autocomplete": "off"}, suffix=spoken_unit(self.unit))

    def read(self, text: str) -> int:
        """Read a quantity."""
        return parse_quantity(text, self.unit)

    def read_typed(self, typed: str) -> int:
        """Read a quantity; the comma of the house's keypad is decimal, without a question."""
        try:
            return self.read(typed)
        except Ambiguous as error:
            if isinstance(typed, Typed) and typed.by_keypad:
                return int(error.readings[0])
            raise

    def show(self, value: int) -> str:
        """Return `1,25 kg`."""
        return quantity_text(value, self.unit)

    def write(self, value: int) -> str:
        """Return `1,25`."""
        return quantity_input(value, self.unit)

    def check(self, value: int, typed: str) -> int:
        """Refuse what is too much for one line, and what is much but not confirmed."""
        verdict = self.verdict(value)
        if verdict is Verdict.REFUSE:
            limit = quantity_text(self.refuse_above or 0, self.unit)
            raise ValidationError(_("More than %(limit)s is too much for one line."), "too_much", {"limit": limit})
        answers = {getattr(typed, "confirm", ""), getattr(typed, "reading", "")}  # a chosen reading was shown in full
        if verdict is Verdict.CONFIRM and self.key(value) not in answers:
            limit = quantity_text(self.confirm_above or 0, self.unit)
            raise ValidationError(_("This is more than %(limit)s. Is it right?"), "confirm", {"limit": limit})
        return value

    def verdict(self, value: int) -> Verdict:
        """Return what the limits say of the quantity."""
        beyond = value + 1  # a limit that is not set is never passed
        confirm = beyond if self.confirm_above is None else self.confirm_above
        refuse = beyond if self.refuse_above is None else self.refuse_above
        return check_line_limits(value, self.unit, confirm, refuse)

    def question(self, typed: str) -> Question | None:
        """Ask which reading is meant, or else whether so much is right."""
        question = super().question(typed)
        if question:
            return question
        try:
            value = self.read_typed(typed)
        except Unreadable:
            return None
        if self.verdict(value) is not Verdict.CONFIRM:
            return None
        yes = format_lazy(_("Yes, {quantity} is right."), quantity=self.show(value))
        return Question("confirm", _("Please check this quantity."), ((self.key(value), yes),))


class DateField(ReadingField):
    """A day, by the phone's date picker or typed (`native=False`); read day first."""

    def __init__(self, *, native: bool = True, future: bool = True, **options: Any) -> None:
        self.native = native
        self.future = future
        super().__init__(**options)

    def house_widget(self) -> forms.Widget:
        """Return the phone's date picker, or a plain input."""
        return DayInput() if self.native else ReadingInput({"autocomplete": "off"})

    def today(self) -> date:
        """Return today's date where the page is read."""
        return clock.today(get_current_timezone_name())

    def read(self, text: str) -> date:
        """Read a day."""
        return parse_date(text, self.today())

    def key(self, value: date) -> str:
        """Return the ISO day."""
        return value.isoformat()

    def show(self, value: date) -> str:
        """Return `Minggu, 6 Maret 2022`."""
        return long_date(value)

    def write(self, value: date) -> str:
        """Return what the input can show."""
        return value.isoformat() if self.native else date_input(value)

    def check(self, value: date, typed: str) -> date:
        """Refuse a day that is still to come where none may be."""
        del typed
        if not self.future and value > self.today():
            raise ValidationError(_("This day is still to come. Please check it."), "future")
        return value


class PhoneField(ReadingField):
    """A phone number; returns E.164, and the empty string where none is given."""

    def house_widget(self) -> forms.Widget:
        """Return an input with the phone's keyboard."""
        widget = ReadingInput({"inputmode": "tel", "autocomplete": "tel"})
        widget.input_type = "tel"
        return widget

    def read(self, text: str) -> str:
        """Read a phone number."""
        return parse_phone(text)

    def to_python(self, value: Any) -> str:
        """Return the number, or the empty string."""
        return super().to_python(value) or ""

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number as people dial it; leave what was typed."""
        if isinstance(value, str) and not isinstance(value, Typed) and value.startswith("+"):
            return phone_text(value)
        return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare numbers, not ways of writing them."""
        try:
            return (initial or "") != self.to_python(data)
        except ValidationError:
            return True


class PinField(forms.CharField):
    """A PIN of 6 to 12 digits, never shown again. A new one must be hard to guess; set what is known about her."""

    default_error_messages = {"required": _("Please write your PIN.")}

    def __init__(self, *, new: bool = True, **options: Any) -> None:
        self.new = new
        self.birth_date: date | None = None
        self.birth_year: int | None = None
        self.phone = ""
        attrs = {
            "inputmode": "numeric",
            "autocomplete": "new-password" if new else "current-password",
            "maxlength": str(LONGEST_PIN),
        }
        super().__init__(widget=options.pop("widget", None) or forms.PasswordInput(attrs), **options)

    def to_python(self, value: Any) -> str:
        """Check the PIN; the error never carries it."""
        pin = super().to_python(value) or ""
        if not pin:
            return ""
        try:
            if self.new:
                return check_new_pin(pin, birth_date=self.birth_date, birth_year=self.birth_year, phone=self.phone)
            return check_pin_form(pin)
        except Unreadable as error:
            raise ValidationError(str(sentence_of(error)), code=error.reason.value) from None
