"""Tables that belong to no room: the audit trail."""

from __future__ import annotations

from django.db import models


class AuditEvent(models.Model):
    """One act. Append-only; no foreign keys, so that it survives what it speaks of.

    An empty `org_id` means that the act concerns the whole installation.
    """

    id = models.UUIDField(primary_key=True)
    org_id = models.UUIDField(null=True)
    recorded_at = models.DateTimeField()
    user_id = models.UUIDField(null=True)
    device_id = models.UUIDField(null=True)
    actor_kind = models.CharField(max_length=10)
    verb = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60, blank=True)
    target_id = models.UUIDField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["org_id", "recorded_at"], name="audit_by_time"),
            models.Index(fields=["org_id", "target_id"], name="audit_by_target"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.target_id or ''}"
