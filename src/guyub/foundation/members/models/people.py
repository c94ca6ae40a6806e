"""The member, who she eats with, and what happened to her membership."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from guyub.foundation.accounts.models import Honorific
from guyub.foundation.core.facts import Fact
from guyub.foundation.core.privacy import Sensitivity
from guyub.foundation.core.tenancy import TenantForeignKey, TenantModel
from guyub.foundation.members import names
from guyub.foundation.members.choices import Kind, LeavingReason, Sex, Status

PLAIN, PERSONAL = Sensitivity.PLAIN, Sensitivity.PERSONAL


class MemberNumber(TenantModel):
    """The last member number that an association gave out: numbers have no gaps and are never used twice."""

    last = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["org"], name="one_member_counter")]


class Household(Fact):
    """A rumah tangga: who eats from one kitchen."""

    PERSONAL = {"name": PERSONAL, "village_code": PERSONAL, "hamlet": PERSONAL, "rt": PERSONAL, "rw": PERSONAL}

    name = models.CharField(max_length=120)
    village_code = models.CharField(max_length=13, blank=True)
    hamlet = models.CharField(max_length=60, blank=True)
    rt = models.CharField(max_length=3, blank=True)
    rw = models.CharField(max_length=3, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(condition=~Q(name=""), name="household_has_a_name"),
        ]
        indexes = [models.Index(fields=["org", "name"], name="household_by_name")]

    def __str__(self) -> str:
        return self.name


class Member(Fact):
    """A person of the association. One `name`: many people have one name; a surname is never asked for.

    Registering is a fact, so that a phone can do it without a signal. `search_key` is made from the names by
    `members.names.search_key`, in the actions that change them.
    """

    PERSONAL = {
        "name": PERSONAL,
        "nickname": PERSONAL,
        "honorific": PERSONAL,
        "birth_year": PERSONAL,
        "birth_date": PERSONAL,
        "phone": PERSONAL,
        "village_code": PERSONAL,
        "hamlet": PERSONAL,
        "rt": PERSONAL,
        "rw": PERSONAL,
        "search_key": PERSONAL,
    }

    number = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    nickname = models.CharField(max_length=60, blank=True)
    honorific = models.CharField(max_length=4, choices=Honorific.choices, blank=True)
    sex = models.CharField(max_length=1, choices=Sex.choices, blank=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    birth_date = models.DateField(null=True)
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.FAMILY)
    phone = models.CharField(max_length=16, blank=True)  # E.164
    phone_shared = models.BooleanField(default=False)  # the phone of a neighbour or of the whole kitchen
    village_code = models.CharField(max_length=13, blank=True)
    hamlet = models.CharField(max_length=60, blank=True)
    rt = models.CharField(max_length=3, blank=True)
    rw = models.CharField(max_length=3, blank=True)
    household = TenantForeignKey(Household, null=True, related_name="members")
    joined_on = models.DateField()
    left_on = models.DateField(null=True)
    status = models.CharField(max_length=6, choices=Status.choices, default=Status.ACTIVE)
    merged_into = TenantForeignKey("self", null=True, related_name="merged_rows")
    erased_at = models.DateTimeField(null=True)
    card_version = models.PositiveSmallIntegerField(default=1)  # a lost card stops working when this goes up
    search_key = models.CharField(max_length=200)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "number"], name="member_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="member_numbers_start_at_one"),
            models.CheckConstraint(condition=~Q(name=""), name="member_has_a_name"),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="member_kind_is_known"),
            models.CheckConstraint(condition=Q(sex__in=["", *Sex.values]), name="member_sex_is_known"),
            models.CheckConstraint(
                condition=Q(birth_year__isnull=True) | Q(birth_year__gte=1900, birth_year__lte=2100),
                name="member_birth_year_is_possible",
            ),
            models.CheckConstraint(
                condition=Q(left_on__isnull=True) | Q(left_on__gte=F("joined_on")), name="member_leaves_after_joining"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.ACTIVE, left_on__isnull=True, merged_into__isnull=True)
                | Q(status__in=[Status.LEFT, Status.DEAD], left_on__isnull=False, merged_into__isnull=True)
                | Q(status=Status.MERGED, merged_into__isnull=False),
                name="member_status_fits_its_dates",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="member_not_merged_into_herself",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "search_key"], name="member_by_key"),
            models.Index(fields=["org", "status", "number"], name="member_by_status"),
            models.Index(fields=["org", "village_code", "number"], name="member_by_village"),
            models.Index(fields=["org", "phone"], name="member_by_phone"),
            models.Index(fields=["org", "household"], name="member_by_household"),
            models.Index(fields=["org", "merged_into"], name="member_by_merge"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def called(self) -> str:
        """How she is addressed: "Bu Sutinah"."""
        return names.called(self.name, self.nickname, self.honorific)

    @property
    def is_gone(self) -> bool:
        """Whether she left or died: she stays on record, and what rests is settled."""
        return self.status in {Status.LEFT, Status.DEAD}


class StatusChange(Fact):
    """She left, came back, or died: one row each, none overwritten."""

    PERSONAL = {"reason": PERSONAL}

    member = TenantForeignKey(Member, related_name="status_changes")
    status = models.CharField(max_length=6, choices=Status.choices)
    on_day = models.DateField()
    reason = models.CharField(max_length=10, choices=LeavingReason.choices, blank=True)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=[Status.ACTIVE, Status.LEFT, Status.DEAD]), name="status_change_is_known"
            ),
        ]
        indexes = [models.Index(fields=["org", "member", "on_day"], name="status_change_by_member")]


class Merge(Fact):
    """Two rows were one person: `gone` now points to `kept`. `moved` counts the rows that went along, by room."""

    PERSONAL = {"moved": PLAIN}

    kept = TenantForeignKey(Member, related_name="merges_kept")
    gone = TenantForeignKey(Member, related_name="merges_gone")
    moved = models.JSONField(default=dict)

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "gone"], name="merged_once"),
            models.CheckConstraint(condition=~Q(kept=F("gone")), name="merge_of_two_rows"),
        ]
        indexes = [models.Index(fields=["org", "kept"], name="merge_by_kept")]


class NotDuplicate(Fact):
    """Two members with the same name are two people: noted once, never asked again. `first` has the lower number."""

    first = TenantForeignKey(Member, related_name="+")
    second = TenantForeignKey(Member, related_name="+")

    class Meta(Fact.Meta):
        constraints = [
            *Fact.Meta.constraints,
            models.UniqueConstraint(fields=["org", "first", "second"], name="not_duplicate_once"),
            models.CheckConstraint(condition=~Q(first=F("second")), name="not_duplicate_of_herself"),
        ]
        indexes = [models.Index(fields=["org", "second"], name="not_duplicate_by_second")]
