"""What a member agreed to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from guyub.foundation.core import sealing
from guyub.foundation.members import nik
from guyub.foundation.members.choices import Purpose
from guyub.foundation.members.models import Consent, IdentityNumber, Member
from guyub.foundation.members.queries.doors import row_ids


@dataclass(frozen=True, slots=True)
class ConsentState:
    """One purpose: the newest answer (None if she was never asked), and all answers, newest first."""

    purpose: Purpose
    newest: Consent | None
    history: tuple[Consent, ...]

    @property
    def given(self) -> bool:
        """Whether she agrees today. Never asked is no."""
        return self.newest is not None and self.newest.given


def consents_of(*, member: Member) -> list[ConsentState]:
    """Return every purpose with its history, those of merged rows included. One query beside the merged rows."""
    rows = Consent.objects.filter(member__in=row_ids(member)).order_by("-happened_at", "-recorded_at", "-id")
    history: dict[str, list[Consent]] = {}
    for row in rows:
        history.setdefault(row.purpose, []).append(row)
    return [
        ConsentState(purpose, next(iter(history.get(purpose, [])), None), tuple(history.get(purpose, ())))
        for purpose in Purpose
    ]


def has_consent(*, member: Member, purpose: Purpose) -> bool:
    """Return whether she agrees to `purpose` today. Never asked is no."""
    return next(state.given for state in consents_of(member=member) if state.purpose == purpose)


def members_who_agree(*, member_ids: Iterable[UUID], purpose: Purpose) -> set[UUID]:
    """Return which of these members agree to `purpose` today: for lists and reports, in one query.

    Answers given under a row that was merged count for the row that goes on.
    """
    rows = (
        Consent.objects.filter(purpose=purpose)
        .order_by("happened_at", "recorded_at", "id")
        .values_list("member_id", "member__merged_into_id", "given")
    )
    newest = {merged_into or member: given for member, merged_into, given in rows}
    return {member_id for member_id in member_ids if newest.get(member_id, False)}


def masked_nik(*, member: Member) -> str:
    """Return her NIK as it is shown on a screen, or nothing."""
    row = IdentityNumber.objects.filter(member=member).first()
    return nik.masked(sealing.unseal(row.sealed, purpose=nik.SEAL)) if row else ""
