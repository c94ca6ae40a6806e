"""The input of a number or a day: with its sign beside it, and its question below when an answer is needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self

from django import forms
from django.utils.functional import Promise

Answer = Literal["reading", "confirm"]


class Typed(str):
    """What was typed, with the answers that were given beside it."""

    __slots__ = ("confirm", "keys", "reading")

    reading: str
    confirm: str
    keys: str

    def __new__(cls, text: object, *, reading: str = "", confirm: str = "", keys: str = "") -> Self:
        """Keep the text as a string; an answer is the key of the option that was chosen.

        `keys` is what the house's own keypad wrote: it has one comma key, so its comma needs no question.
        """
        typed = super().__new__(cls, text)
        typed.reading = reading
        typed.confirm = confirm
        typed.keys = keys
        return typed

    @property
    def by_keypad(self) -> bool:
        """Whether just this text was written by the keypad, with its comma."""
        return bool(self.keys) and self.keys == self and "." not in self


@dataclass(frozen=True, slots=True)
class Question:
    """What must be answered before the text can be taken: which reading, or whether so much is right."""

    answer: Answer
    sentence: str | Promise
    options: tuple[tuple[str, str | Promise], ...]  # key and text; a confirmation has one


class Asking(Protocol):
    """The field behind the input: it knows what to ask about a text."""

    def question(self, typed: str) -> Question | None:
        """Return what must be asked, if anything."""


class ReadingInput(forms.TextInput):
    """A text input with `Rp` before it or `kg` after it, which can ask back without losing what was typed.

    The answers come in `<name>_reading` and `<name>_confirm`. They are keys of one value, so that an answer given for
    one text never counts for another. The keypad repeats in `<name>_keys` what it wrote.
    """

    template_name = "core/widgets/reading.html"

    def __init__(self, attrs: dict[str, Any] | None = None, *, prefix: str = "", suffix: str = "") -> None:
        super().__init__(attrs)
        self.prefix = prefix
        self.suffix = suffix
        self.field: Asking | None = None

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> Typed | None:
        """Return the typed text with its answers."""
        text = super().value_from_datadict(data, files, name)
        if text is None:
            return None
        answers = {part: data.get(f"{name}_{part}", "") for part in ("reading", "confirm", "keys")}
        return Typed(text, **answers)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add the signs beside the input and the question below it."""
        context = super().get_context(name, value, attrs)
        widget = context["widget"]
        widget |= {"prefix": self.prefix, "suffix": self.suffix, "keys": getattr(value, "keys", "")}
        question = self.field.question(value) if self.field and isinstance(value, Typed) else None
        if question:
            widget["question"] = self._drawn(question, value, widget)
        return context

    @staticmethod
    def _drawn(question: Question, typed: Typed, widget: dict[str, Any]) -> dict[str, Any]:
        given = getattr(typed, question.answer)
        stem = widget["attrs"].get("id") or widget["name"]
        return {
            "sentence": question.sentence,
            "kind": "radio" if question.answer == "reading" else "checkbox",
            "name": f"{widget['name']}_{question.answer}",
            "options": [
                {"key": key, "text": text, "chosen": key == given, "id": f"{stem}_{question.answer}_{number}"}
                for number, (key, text) in enumerate(question.options)
            ],
        }


class DayInput(ReadingInput):
    """The phone's own date picker; a text that it could not show is kept in a plain input."""

    input_type = "date"

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Fall back to text for what is not a plain ISO day."""
        context = super().get_context(name, value, attrs)
        shown = context["widget"]["value"]
        if shown and not _is_iso_day(shown):
            context["widget"]["type"] = "text"
        return context


def _is_iso_day(text: str) -> bool:
    return len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdecimal()
