"""Words of this room that are chosen from a list."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Kind(TextChoices):
    """How someone belongs to the association."""

    FORMER_MIGRANT = "former_migrant", _("Former migrant worker")
    FAMILY = "family", _("Family of a migrant worker")
    COMPANION = "companion", _("Companion")


class Status(TextChoices):
    """Whether someone is a member today. A merged row only points to the row that goes on."""

    ACTIVE = "active", _("Active")
    LEFT = "left", _("Left")
    DEAD = "dead", _("Passed away")
    MERGED = "merged", _("Merged")


class Sex(TextChoices):
    FEMALE = "f", _("Woman")
    MALE = "m", _("Man")


class LeavingReason(TextChoices):
    """Why a membership ended. No free text: reasons can be private."""

    MOVED = "moved", _("Moved away")
    MIGRATED = "migrated", _("Went abroad to work")
    OWN_WISH = "own_wish", _("Own wish")
    DEATH = "death", _("Passed away")
    OTHER = "other", _("Another reason")


class CareKind(TextChoices):
    """Whom a carer looks after. Never names: children have a room of their own."""

    SMALL_CHILDREN = "small", _("Small children")
    SCHOOL_CHILDREN = "school", _("School children")
    ELDERLY = "elderly", _("Elderly")
    ILL = "ill", _("Ill or disabled")


class Relation(TextChoices):
    """What the carer is to those she looks after."""

    PARENT = "parent", _("Mother or father")
    GRANDPARENT = "grandparent", _("Grandparent")
    AUNT = "aunt", _("Aunt or uncle")
    SIBLING = "sibling", _("Sister or brother")
    CHILD = "child", _("Daughter or son")
    OTHER = "other", _("Someone else")


class Sector(TextChoices):
    """Work abroad."""

    DOMESTIC = "domestic", _("Domestic work")
    CARE = "care", _("Care of the elderly or ill")
    FACTORY = "factory", _("Factory")
    PLANTATION = "plantation", _("Plantation")
    CONSTRUCTION = "construction", _("Construction")
    FISHING = "fishing", _("Fishing or shipping")
    SERVICE = "service", _("Shop, restaurant or hotel")
    OTHER = "other", _("Other work")


class ReturnReason(TextChoices):
    """Why someone came home."""

    CONTRACT_ENDED = "contract", _("Contract ended")
    FAMILY = "family", _("Family")
    HEALTH = "health", _("Health")
    DISPUTE = "dispute", _("Trouble at work")
    EMPLOYER = "employer", _("Employer ended it")
    EPIDEMIC = "epidemic", _("Epidemic")
    OTHER = "other", _("Another reason")


class Purpose(TextChoices):
    """What personal data may be used for: one consent for each (UU PDP 27/2022, article 20)."""

    MEMBERSHIP = "membership", _("Membership records")
    WHATSAPP = "whatsapp", _("Contact by WhatsApp")
    PHOTO = "photo", _("Photos in reports and news")
    STATISTICS = "statistics", _("Counted in reports outside")
    PARTNERS = "partners", _("Sharing with partners")
    NIK = "nik", _("Keeping the NIK")


class ConsentWay(TextChoices):
    """How a consent was given or taken back."""

    SPOKEN = "spoken", _("Spoken")
    PAPER = "paper", _("Signed paper")
    SCREEN = "screen", _("On her own screen")


class BatchStatus(TextChoices):
    """Where an import stands."""

    PREVIEWED = "previewed", _("Being checked")
    COMMITTED = "committed", _("Imported")
    UNDONE = "undone", _("Undone")


class Verdict(TextChoices):
    """What the program thinks of a row of a file."""

    NEW = "new", _("New member")
    SAME = "same", _("Already here")
    UPDATE = "update", _("Already here, file knows more")
    DUPLICATE = "duplicate", _("Perhaps already here")
    QUESTION = "question", _("Needs an answer")
    BAD = "bad", _("Cannot be read")


class Answer(TextChoices):
    """What an officer decided about a row."""

    NONE = "", _("Not decided")
    CREATE = "create", _("Add as new member")
    FILL = "fill", _("Fill what is missing")
    SKIP = "skip", _("Leave out")


SKILLS = (
    _("Cooking"),
    _("Care of the elderly"),
    _("Child care"),
    _("Sewing"),
    _("Knitting"),
    _("Farming"),
    _("Raising animals"),
    _("Selling"),
    _("Bookkeeping"),
    _("Cantonese"),
    _("Mandarin"),
    _("English"),
    _("Arabic"),
    _("Teaching"),
    _("Computer"),
    _("Driving"),
)
"""Suggestions; any other word may be typed."""

COUNTRIES_FIRST = ("HK", "TW", "MY", "SG", "SA", "BN", "MO", "KR", "JP", "AE", "QA", "KW", "JO", "OM", "BH")
"""Where people of the villages went, most frequent first; the others follow by name."""
