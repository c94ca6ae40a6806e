"""The figures of `tuning.Tuning` as settings that an association chooses for itself."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guyub.foundation.organizations.models import Organization
from guyub.foundation.organizations.settings import Kind, register_setting
from guyub.livelihoods.wastebank.tuning import Tuning

MONTHS_KEY, METHANE_KEY = "wastebank.report_months", "wastebank.paper_methane"
_PREFIX = "wastebank."
_DEFAULTS = Tuning()
_NAMES = tuple(Tuning.__dataclass_fields__)


def tuning(org: Organization) -> Tuning:
    """Return the limits that hold in this association. No query: the choices lie on its row."""
    chosen = {name: org.chosen[_PREFIX + name] for name in _NAMES if is_chosen(org, name)}
    return Tuning(**chosen) if chosen else _DEFAULTS


def is_chosen(org: Organization, name: str) -> bool:
    """Return whether the association set this figure of `Tuning` itself."""
    return isinstance(org.chosen.get(_PREFIX + name), int)


def register() -> None:
    """Make the settings known to the settings page."""
    group = _("Waste bank")
    per_line = _("In grams, or millilitres for litre items.")
    rows: tuple[tuple[str, Kind, Promise, Promise, int, int], ...] = (
        ("confirm_above", "grams", _("Ask about a line above"), per_line, 1, 1_000_000),
        ("refuse_above", "grams", _("Refuse a line above"), per_line, 1, 100_000_000),
        ("shrinkage_warn_bp", "integer", _("Warn of shrinkage above"), _("In ten-thousandths: 600 is 6 %."), 0, 10_000),
        ("over_stock_bp", "integer", _("Most that may leave above the books"), _("In ten-thousandths."), 0, 10_000),
        ("usual_shrinkage_bp", "integer", _("Usual shrinkage"), _("In ten-thousandths, for price hints."), 0, 9_999),
        ("payout_days", "days", _("A request for a withdrawal lapses after"), _("Counted from the payday."), 1, 366),
        (
            "minutes_before",
            "integer",
            _("Minutes before opening that still count"),
            _("By the phones' clocks."),
            0,
            720,
        ),
        ("minutes_after", "integer", _("Minutes after closing that still count"), _("By the phones' clocks."), 0, 1440),
        (
            "twin_minutes",
            "integer",
            _("Minutes in which equal visits are suspicious"),
            _("Both stay recorded."),
            1,
            120,
        ),
        (
            "receivable_bp",
            "integer",
            _("Part of each deposit that repays a debt of a correction"),
            _("In ten-thousandths: 10000 is all of it."),
            0,
            10_000,
        ),
        (
            "loan_limit",
            "rupiah",
            _("Most that one member may owe in loans"),
            _("All her loans together."),
            0,
            100_000_000,
        ),
        (
            "loan_share_bp",
            "integer",
            _("Usual part of each deposit that repays a loan"),
            _("In ten-thousandths: 10000 is all of it."),
            1,
            10_000,
        ),
    )
    for name, kind, label, help_text, least, most in rows:
        default = getattr(_DEFAULTS, name)
        register_setting(_PREFIX + name, default, kind, label, help_text, group, minimum=least, maximum=most)
    _register_savings(group)
    _register_reports(group)


def _register_savings(group: Promise) -> None:
    """What is expected before Lebaran, and what paying a bill costs."""
    register_setting(
        _PREFIX + "lebaran_share_bp",
        _DEFAULTS.lebaran_share_bp,
        "integer",
        _("Part of the regular savings that is asked for before Lebaran"),
        _("Our estimate for the cash. In ten-thousandths: 8000 is 80 %."),
        group,
        minimum=0,
        maximum=10_000,
    )
    register_setting(
        _PREFIX + "bill_fee",
        _DEFAULTS.bill_fee,
        "rupiah",
        _("Fee for paying a bill"),
        _("It is set aside together with the bill."),
        group,
        minimum=0,
        maximum=100_000,
    )


def _register_reports(group: Promise) -> None:
    """How long a reporting period is, and whether the gas of paper is shown."""
    months = (("1", _("month")), ("3", _("quarter")), ("6", _("half a year")), ("12", _("year")))
    register_setting(
        MONTHS_KEY,
        "1",
        "choice",
        _("One report for each"),
        _("For the environment office. Counted from January."),
        group,
        choices=months,
    )
    register_setting(
        METHANE_KEY,
        default=False,
        kind="yes_no",
        label=_("Show the gas of paper in a landfill"),
        help=_("As a line apart, never added to the rest."),
        group=group,
    )
