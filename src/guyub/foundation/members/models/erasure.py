"""She asked us to forget her."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.core.facts import Fact
from guyub.foundation.core.tenancy import TenantForeignKey
from guyub.foundation.members.models.people import Member


class Erasure(Fact):
    """A request to erase a member's personal data: one officer asks, another one carries it out or says no."""

    member = TenantForeignKey(Member, related_name="erasures")
    done = models.BooleanField(null=True)  # None: waiting; True: erased; False: said no
    decided_at = models.DateTimeField(null=True)
    decided_by_id = models.UUIDField(null=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(
                fields=["org", "member"], condition=Q(done__isnull=True), name="one_waiting_erasure"
            ),
            models.CheckConstraint(
                condition=Q(done__isnull=True, decided_at__isnull=True)
                | Q(done__isnull=False, decided_at__isnull=False),
                name="erasure_is_decided_once",
            ),
            models.CheckConstraint(
                condition=~Q(done=True) | ~Q(decided_by_id=F("recorded_by_id")), name="erasure_needs_two_persons"
            ),
        ]
        indexes = [models.Index(fields=["org", "member"], name="erasure_by_member")]
