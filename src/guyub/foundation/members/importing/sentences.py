"""What a problem of a row means, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

FIELD_NAMES: dict[str, str | Promise] = {
    "name": gettext_lazy("Name"),
    "nickname": gettext_lazy("Nickname"),
    "sex": gettext_lazy("Woman or man"),
    "birth_date": gettext_lazy("Birth date"),
    "birth_year": gettext_lazy("Birth year"),
    "kind": gettext_lazy("How she belongs"),
    "phone": gettext_lazy("Phone"),
    "village": gettext_lazy("Village"),
    "hamlet": gettext_lazy("Hamlet"),
    "rt": "RT",
    "rw": "RW",
    "rt_rw": "RT/RW",
    "address": gettext_lazy("Address"),
    "joined_on": gettext_lazy("Member since"),
}

_SENTENCES: dict[str, str | Promise] = {
    "name_missing": gettext_lazy("The name is missing."),
    "name_unreadable": gettext_lazy("“%(text)s” is not a name."),
    "unreadable": gettext_lazy("%(field)s: “%(text)s” cannot be read."),
    "two_readings": gettext_lazy("%(field)s: “%(text)s” can be read in two ways."),
    "village_unknown": gettext_lazy("The village “%(text)s” is not known here."),
    "village_unsure": gettext_lazy("Which village is “%(text)s”?"),
    "village_spelling": gettext_lazy("Village “%(text)s” was understood."),
    "twice_in_file": gettext_lazy("The same name stands in row %(text)s."),
    "like_member": gettext_lazy("Looks like member %(text)s."),
    "phone_of_other": gettext_lazy("Someone else has this phone too. It is kept as shared."),
    "title_removed": gettext_lazy("The title was taken off: “%(text)s”."),
    "nik_not_kept": gettext_lazy("The NIK is not taken from a file."),
    "nik_length": gettext_lazy("The NIK in the file has not 16 digits."),
    "nik_rounded": gettext_lazy("The NIK in the file was rounded by a spreadsheet."),
    "nik_date": gettext_lazy("The NIK in the file holds no possible date."),
}


def problem_text(problem: Mapping[str, str]) -> str:
    """Return the sentence of one problem; an unknown code is shown as it is."""
    sentence = _SENTENCES.get(problem["code"])
    if sentence is None:
        return problem["code"]
    words = {"field": str(FIELD_NAMES.get(problem.get("field", ""), "")), "text": problem.get("text", "")}
    return str(sentence) % words
