"""What phones recorded, exactly as they wrote it, and what became of it. Never deleted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.sync.choices import OPEN, Settling, State

PLAIN, PERSONAL = Sensitivity.PLAIN, Sensitivity.PERSONAL


class SyncFact(TenantModel):
    """One fact of a phone. `raw` is its JSON as it came; what can be read of it stands in columns beside it.

    `content_hash` is computed here, over everything but the hash that the phone computed. `user_id` and `device_id`
    say who recorded it, `from_user_id` and `from_device_id` who handed it in. `needs` holds client ids of other facts.
    """

    PERSONAL = {
        "raw": PERSONAL,
        "amended": PERSONAL,
        "message": PERSONAL,
        "reason": PERSONAL,
        "needs": PLAIN,
        "code": PLAIN,
        "receipt_code": PLAIN,
    }

    client_id = models.UUIDField()
    content_hash = models.CharField(max_length=64)
    raw = models.TextField()
    kind = models.CharField(max_length=40, blank=True)
    version = models.PositiveSmallIntegerField(default=0)
    user_id = models.UUIDField(null=True)
    device_id = models.UUIDField(null=True)
    counter = models.BigIntegerField(null=True)
    happened_at = models.DateTimeField(null=True)
    offset = models.IntegerField(default=0)
    needs = models.JSONField(default=list)
    member_id = models.UUIDField(null=True)  # the first one whom it concerns, for the search
    concerns_on = models.DateField()  # the day it counts for: months with open facts do not close

    from_user_id = models.UUIDField(null=True)
    from_device_id = models.UUIDField(null=True)
    received_at = models.DateTimeField()
    last_sent_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)

    state = models.CharField(max_length=8, choices=State.choices)
    code = models.CharField(max_length=40, blank=True)  # why it waits or is to be checked
    message = models.CharField(max_length=300, blank=True)
    result_id = models.UUIDField(null=True)
    receipt_number = models.PositiveIntegerField(null=True)
    receipt_code = models.CharField(max_length=9, blank=True)

    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)
    settling = models.CharField(max_length=12, choices=Settling.choices, blank=True)
    reason = models.CharField(max_length=140, blank=True)
    amended = models.JSONField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "client_id"], name="sync_fact_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="sync_fact_state_is_known"),
            models.CheckConstraint(
                condition=~Q(state=State.ACCEPTED) | Q(result_id__isnull=False), name="sync_accepted_has_a_result"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=OPEN) | Q(result_id__isnull=True), name="sync_open_has_no_result"
            ),
            models.CheckConstraint(
                condition=Q(state=State.SETTLED, settled_at__isnull=False, settling__in=Settling.values)
                | ~Q(state=State.SETTLED) & Q(settled_at__isnull=True, settling=""),
                name="sync_settled_by_an_officer",
            ),
            models.CheckConstraint(
                condition=~Q(settling=Settling.REJECTED) | Q(result_id__isnull=True) & ~Q(reason=""),
                name="sync_rejected_for_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "state", "received_at"], name="sync_fact_by_state"),
            models.Index(fields=["org", "state", "concerns_on"], name="sync_fact_open_by_day"),
            models.Index(fields=["org", "device_id", "counter"], name="sync_fact_by_device"),
            models.Index(fields=["org", "user_id", "received_at"], name="sync_fact_by_person"),
            models.Index(fields=["org", "member_id"], name="sync_fact_by_member"),
            models.Index(fields=["org", "receipt_number"], name="sync_fact_by_receipt"),
        ]


class Clash(TenantModel):
    """The same id came again with other content. The first stands; this content is kept and shown beside it."""

    PERSONAL = {"raw": PERSONAL, "note": PERSONAL}

    fact = TenantForeignKey(SyncFact, related_name="clashes")
    content_hash = models.CharField(max_length=64)
    raw = models.TextField()
    from_user_id = models.UUIDField(null=True)
    from_device_id = models.UUIDField(null=True)
    received_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    settled_at = models.DateTimeField(null=True)
    settled_by_id = models.UUIDField(null=True)
    note = models.CharField(max_length=140, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["org", "fact", "content_hash"], name="sync_one_clash_per_content"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, note="") | Q(settled_at__isnull=False) & ~Q(note=""),
                name="sync_clash_settled_with_a_note",
            ),
        ]
        indexes = [models.Index(fields=["org", "settled_at", "received_at"], name="sync_clash_open")]
