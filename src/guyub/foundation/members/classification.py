"""What each stored text says about a person (UU PDP 27/2022), for models that do not say it themselves.

A model may carry a `PERSONAL` of its own; whatever is in neither place fails an inventory test over the whole
installation. Labels are plain text, so that lower floors and higher ones can stand here without being imported.
"""

from __future__ import annotations

from collections.abc import Iterator

from guyub.foundation.core.privacy import Sensitivity

PLAIN, PERSONAL = Sensitivity.PLAIN, Sensitivity.PERSONAL

_CODES_AND_GOODS = """
    account actor_kind allowed_accounts browser cash_account cash_flow code condition content_hash doc_hash duty
    fingerprint fund hash head head_hash item_name kind language offices password pieces pool prev receipt_code
    region_code sheet slip_code slug sold_unit source source_type state subject_type system target_type time_zone
    token_hash totals unit verb
"""
NEVER_PERSONAL = frozenset(_CODES_AND_GOODS.split())
"""Names that mean a code, a hash or a sort of goods wherever they stand."""

INVENTORY: dict[str, dict[str, Sensitivity]] = {
    "core.AuditEvent": {"data": PLAIN},  # names of fields and counts, by rule of the house
    "core.CalendarDay": {"name": PLAIN},
    "core.Job": {"key": PLAIN, "payload": PLAIN, "last_error": PLAIN},
    "accounts.User": {"name": PERSONAL, "phone": PERSONAL, "honorific": PERSONAL},
    "accounts.Throttle": {"key": PERSONAL},  # a phone number or an address of the network, as a keyed hash
    "organizations.Organization": {"name": PLAIN, "chosen": PLAIN},
    "organizations.Membership": {"earlier_ids": PERSONAL},  # which rows were hers
    "organizations.Invitation": {"name": PERSONAL, "phone": PERSONAL},
    "organizations.PinReset": {"host_reason": PLAIN},
    "organizations.OperatorGrant": {"reason": PLAIN},
    "ledger.Account": {"name": PLAIN},
    "ledger.Approval": {"payload": PERSONAL},  # who is to be paid, by id
    "ledger.Counter": {"name": PLAIN},
    "ledger.Entry": {"memo": PERSONAL},  # no names by rule, but a person may write one
    "ledger.Fund": {"name": PLAIN, "giver": PERSONAL, "purpose": PLAIN},
    "ledger.Item": {"name": PLAIN},
    "ledger.Place": {"name": PLAIN},
    "ledger.Unit": {"name": PLAIN},
    "ledger.UnitFactor": {"name": PLAIN},
    "wastebank.AccountExit": {"receiver": PERSONAL},
    "wastebank.BankRule": {"text": PLAIN},
    "wastebank.Bill": {"customer": PERSONAL, "proof": PERSONAL, "reason": PERSONAL},
    "wastebank.BillProof": {"kind": PLAIN, "content": PERSONAL, "digest": PLAIN},
    "wastebank.Category": {"name": PLAIN},
    "wastebank.ClassColumn": {"column": PLAIN},
    "wastebank.Collector": {"name": PERSONAL, "phone": PERSONAL, "note": PERSONAL},
    "wastebank.CollectorQuote": {"note": PERSONAL},
    "wastebank.Deposit": {"guest_name": PERSONAL, "correction_reason": PERSONAL},
    "wastebank.Disposal": {"reason": PLAIN},
    "wastebank.DlhReport": {"content": PLAIN, "digest": PLAIN, "changes": PLAIN},
    "wastebank.Flag": {"details": PLAIN, "note": PERSONAL},
    "wastebank.Loan": {"purpose": PERSONAL, "reason": PERSONAL},
    "wastebank.Override": {"reason": PERSONAL},
    "wastebank.Payout": {"reason": PERSONAL, "receiver": PERSONAL},
    "wastebank.ItemMaterial": {"factor_set": PLAIN, "material": PLAIN},
    "wastebank.LotEvent": {"reason": PERSONAL},
    "wastebank.LotReturn": {"reason": PERSONAL},
    "wastebank.Pocket": {"label": PERSONAL},
    "wastebank.PocketKind": {"name": PLAIN},
    "wastebank.Post": {"name": PLAIN, "village_code": PLAIN},
    "wastebank.PostTransfer": {"note": PLAIN, "reason": PLAIN},
    "wastebank.PriceList": {"note": PLAIN},
    "wastebank.Repayment": {"reason": PERSONAL},
    "wastebank.ReportSubmission": {"recipient": PERSONAL, "note": PERSONAL},
    "wastebank.Sale": {"note": PLAIN, "reverse_reason": PLAIN},
    "wastebank.SaleLine": {"over_reason": PLAIN},
    "wastebank.Sorting": {"note": PLAIN},
    "wastebank.StockCount": {"reason": PLAIN},
    "wastebank.StockDifference": {"reason": PLAIN},
    "wastebank.Transfer": {"note": PERSONAL},
    "wastebank.WasteItem": {"name": PLAIN},
    "wastebank.WeighingSession": {"reopen_reason": PLAIN},
}


def sensitivity_of(model: type, field: str) -> Sensitivity | None:
    """Return what a stored text says about a person, or None if nobody thought about it yet."""
    own: dict[str, Sensitivity] = getattr(model, "PERSONAL", {})
    label: str = model._meta.label  # type: ignore[attr-defined]
    if field in own:
        return own[field]
    if field in INVENTORY.get(label, {}):
        return INVENTORY[label][field]
    return PLAIN if field in NEVER_PERSONAL else None


def stale_entries(labels: set[str]) -> Iterator[str]:
    """Yield labels of the inventory that no model has any more."""
    yield from (label for label in INVENTORY if label not in labels)
