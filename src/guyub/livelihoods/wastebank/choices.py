"""The few fixed words of the waste bank. Everything an association may change itself is a row, not a word here."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

REGULAR = "reguler"  # the code of the kind of savings that every deposit enters

# What one officer proposes and another decides, as `ledger.approvals` keeps it.
OPENING_KIND, EXIT_KIND, OVERRIDE_KIND = "wastebank.opening", "wastebank.exit", "wastebank.override"
WRITE_OFF_KIND, UNLOCK_KIND = "wastebank.write_off", "wastebank.unlock"

ON_THE_WAY = "Dalam perjalanan antarpos"  # the place in the stock book of loads between posts


class SipsnClass(TextChoices):
    """Classes of the national waste information system (SIPSN), as seen in its forms."""

    FOOD = "food", _("Food scraps")
    WOOD = "wood", _("Wood and twigs")
    PAPER = "paper", _("Paper and cardboard")
    PLASTIC = "plastic", _("Plastic")
    METAL = "metal", _("Metal")
    CLOTH = "cloth", _("Cloth")
    RUBBER = "rubber", _("Rubber and leather")
    GLASS = "glass", pgettext_lazy("material", "Glass")
    OTHER = "other", pgettext_lazy("material", "Other")


class Channel(TextChoices):
    """How the waste came to the bank. A price row may also say `ANY`."""

    ANY = "", _("brought or picked up")
    DELIVERED = "delivered", _("brought to the post")
    PICKUP = "pickup", _("picked up")


class MemberClass(TextChoices):
    """Who brings it. A price row may also say `ANY`."""

    ANY = "", _("everyone")
    INDIVIDUAL = "individual", _("individual")
    UNIT = "unit", _("group or institution")


class Mode(TextChoices):
    """A: bought outright, credited now. B: consigned, credited when the collector has paid."""

    PURCHASE = "A", _("Bought outright")
    CONSIGNMENT = "B", _("Consigned")


class Pool(TextChoices):
    """Whose stock it is: the bank's own, or left with it for sale. Kept apart in the stock book."""

    OWN = "", _("Ours")
    CONSIGNED = "B", pgettext_lazy("stock", "Consigned")


class LotEventKind(TextChoices):
    """What happens to a consigned lot."""

    RECEIVED = "received", pgettext_lazy("lot", "Weighed")
    CORRECTED = "corrected", pgettext_lazy("lot", "Corrected")
    ADJUSTED = "adjusted", _("Corrected after the sale")
    SOLD = "sold", pgettext_lazy("lot", "Sold")
    UNSOLD = "unsold", _("Back from a reversed sale")
    RETURNED = "returned", _("Given back")
    LOST = "lost", pgettext_lazy("lot", "Lost in storage")
    FOUND = "found", _("Found at a count")
    UNADJUSTED = "unadjusted", _("Correction taken up after a reversed sale")
    CARRIED = "carried", _("Carried to another post")
    CARRIED_FOUND = "carried_up", _("Found at a count, and carried along")


class LotStatus(TextChoices):
    """State of a consigned lot, as its grams tell it."""

    HELD = "held", pgettext_lazy("lot", "Held")
    PART_SOLD = "part_sold", _("Sold in part")
    SOLD = "sold", pgettext_lazy("lot", "Sold")
    RETURNED = "returned", _("Given back")
    LOST = "lost", pgettext_lazy("lot", "Lost in storage")
    EMPTY = "empty", _("Taken back with its deposit")


class TransferStatus(TextChoices):
    """State of a load between two posts."""

    SENT = "sent", _("On its way")
    RECEIVED = "received", _("Received")
    CANCELLED = "cancelled", _("Cancelled")


class CostFollows(TextChoices):
    """How the cost of sorted waste is shared among what came out of it."""

    WEIGHT = "weight", _("by weight")
    WORTH = "worth", _("by what it brings")


class SessionStatus(TextChoices):
    """State of a weighing day."""

    PLANNED = "planned", pgettext_lazy("session", "Planned")
    OPEN = "open", pgettext_lazy("session", "Open")
    CLOSED = "closed", pgettext_lazy("session", "Closed")


class Source(TextChoices):
    """Where a deposit was written down first."""

    ONLINE = "online", _("On the server")
    PHONE = "phone", _("On a phone without signal")
    PAPER = "paper", _("On paper, entered later")


class Way(TextChoices):
    """What the member does with the value of her deposit."""

    SAVE = "save", pgettext_lazy("way", "Save")
    CASH = "cash", pgettext_lazy("way", "Cash")
    BARTER = "barter", _("Exchange for goods")
    DONATE = "donate", pgettext_lazy("way", "Donate")
    DUES = "dues", _("Pay dues")
    RECEIVABLE = "receivable", pgettext_lazy("way", "Debt of a correction")  # taken first, nobody taps it
    LOAN = "loan", pgettext_lazy("way", "Loan repaid")  # the agreed share, nobody taps it


class Intent(TextChoices):
    """How much of the value a way takes, as it was tapped."""

    ALL = "all", _("all")
    REST = "rest", _("the rest")
    AMOUNT = "amount", _("an amount")
    RATIO = "ratio", _("a share")


class PassbookKind(TextChoices):
    """What a line in the passbook came from."""

    DEPOSIT = "deposit", pgettext_lazy("passbook", "Deposit")
    CASH = "cash", _("Cash at the weighing")
    DONATION = "donation", _("Donation")
    DUES = "dues", _("Dues")
    WITHDRAWAL = "withdrawal", _("Withdrawal")
    BARTER = "barter", _("Goods taken")
    CORRECTION = "correction", pgettext_lazy("passbook", "Correction")
    SAVED = "saved", _("Deposit into other savings")
    MOVE = "move", _("Between her savings")
    TRANSFER = "transfer", pgettext_lazy("passbook", "Transfer")
    BILL = "bill", pgettext_lazy("passbook", "Bill")
    MERGE = "merge", _("Joined passbooks")
    CONSIGNED = "consigned", _("Consigned waste sold")
    OPENING = "opening", _("Opening balance")
    LACKING = "lacking", _("Turned into debt")
    RECEIVABLE = "receivable", _("Debt repaid")
    LOAN = "loan", pgettext_lazy("passbook", "Loan repaid")


class Lock(TextChoices):
    """Until when a kind of savings stays closed."""

    NONE = "", _("never locked")
    LEBARAN = "lebaran", _("until Lebaran")
    DAY = "day", _("until a day")


class TransferKind(TextChoices):
    """Between whose pockets money moved without leaving the bank."""

    OWN = "own", _("Between her own savings")
    MEMBER = "member", _("To another member")
    MERGE = "merge", _("Two passbooks of one person")


class Consent(TextChoices):
    """How the giver of a transfer agreed."""

    SIGN_IN = "sign_in", _("with her own sign-in")
    SLIP = "slip", _("signed on paper")


class BillKind(TextChoices):
    """What the bank buys or pays for a member out of her savings."""

    ELECTRICITY = "electricity", _("Electricity")
    WATER = "water", _("Water")
    PHONE = "phone", _("Phone credit")
    GOLD = "gold", _("Gold")
    OTHER = "other", _("Another bill")


class BillStatus(TextChoices):
    """State of a bill. `held`: the money is set aside; `failed`: it is back in the passbook."""

    HELD = "held", pgettext_lazy("bill", "Money set aside")
    BOUGHT = "bought", pgettext_lazy("bill", "Paid")
    FAILED = "failed", pgettext_lazy("bill", "Failed")


class ExitStatus(TextChoices):
    """State of the account of a member who left or died. `closed` needs zero everywhere."""

    CLOSING = "closing", pgettext_lazy("account", "Closing")
    CLOSED = "closed", pgettext_lazy("account", "Closed")


class ExitReason(TextChoices):
    """Why an account is closed."""

    LEFT = "left", _("She leaves")
    DEAD = "dead", _("She has passed away")


class PayoutStatus(TextChoices):
    """State of a withdrawal. `requested` and `approved` hold the amount."""

    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved")
    PAID = "paid", _("Paid")
    REFUSED = "refused", _("Refused")
    CANCELLED = "cancelled", _("Cancelled")
    EXPIRED = "expired", _("Expired")


HOLDING = (PayoutStatus.REQUESTED, PayoutStatus.APPROVED)


class LoanStatus(TextChoices):
    """State of a loan. Only a disbursed one is owed; a repayment taken back can open a settled one again."""

    ASKED = "asked", pgettext_lazy("loan", "Asked")
    APPROVED = "approved", pgettext_lazy("loan", "Approved")
    REFUSED = "refused", pgettext_lazy("loan", "Refused")
    CANCELLED = "cancelled", pgettext_lazy("loan", "Cancelled")
    DISBURSED = "disbursed", pgettext_lazy("loan", "Running")
    SETTLED = "settled", pgettext_lazy("loan", "Settled")
    WRITTEN_OFF = "written_off", pgettext_lazy("loan", "Written off")


LOAN_WAITING = (LoanStatus.ASKED, LoanStatus.APPROVED)
LOAN_OPEN = (*LOAN_WAITING, LoanStatus.DISBURSED)


class RepaymentKind(TextChoices):
    """Where the money for a debt came from."""

    DEPOSIT = "deposit", _("Out of a deposit")
    SAVINGS = "savings", _("Out of the savings")
    CASH = "cash", _("In cash")
    WRITTEN_OFF = "written_off", pgettext_lazy("loan", "Written off")


class SaleStatus(TextChoices):
    """State of a sale to a collector."""

    DRAFT = "draft", pgettext_lazy("sale", "Draft")
    FINAL = "final", pgettext_lazy("sale", "Final")
    REVERSED = "reversed", pgettext_lazy("sale", "Reversed")


class FlagReason(TextChoices):
    """Why something stands on the list `perlu diperiksa`."""

    NO_PRICE = "no_price", _("No price at the weighing time")
    PRICE_SHOWN = "price_shown", _("The phone showed another price")
    WRONG_CLOCK = "wrong_clock", _("The phone's clock is wrong")
    LATE = "late", _("Came after the session was closed")
    TWIN = "twin", _("Looks like the same visit twice")
    SHORTFALL = "shortfall", _("The value did not cover what was asked")
    CASH_SHORT = "cash_short", _("Too little cash, the value was saved")
    GOODS_ASKED = "goods_asked", _("Goods were asked for that were not set aside")
    BELOW_COST = "below_cost", _("Goods were given below their cost")


class Settlement(TextChoices):
    """How an officer settled a flag."""

    KEPT = "kept", _("Kept as it is")
    AMENDED = "amended", _("Accepted with a correction")
    POSTED_TODAY = "posted_today", _("Posted today")
    REVERSED = "reversed", pgettext_lazy("sale", "Reversed")
    REJECTED = "rejected", _("Rejected")


class Drawing(TextChoices):
    """The drawn object on a category's tile (icons of the web room)."""

    BOTTLE = "bottle", _("Bottle")
    CUP = "cup", _("Cup")
    PAPER = "paper", pgettext_lazy("drawing", "Paper")
    CARDBOARD = "cardboard", _("Cardboard")
    CAN = "can", pgettext_lazy("drawing", "Can")
    IRON = "iron", _("Iron")
    GLASS = "glass", pgettext_lazy("material", "Glass")
    SACK = "sack", _("Sack")
    EGG_TRAY = "egg-tray", _("Egg tray")
    OIL = "oil", _("Oil")
    BATTERY = "battery", _("Battery")
    BOX = "box", _("Box")


class PurchaseKind(TextChoices):
    """How goods for barter came into stock."""

    CASH = "cash", _("Paid in cash")
    CREDIT = "credit", _("Bought on credit")
    GIFT = "gift", _("Given to us")


class Terms(TextChoices):
    """At what a good is given: its dated price, or waste by a swap offer."""

    PRICE = "price", _("At its price")
    SWAP = "swap", _("Swapped for waste")


class RequestStatus(TextChoices):
    """State of goods that were asked for without a signal."""

    ASKED = "asked", _("Asked for")
    GIVEN = "given", _("Handed out")
    REFUSED = "refused", _("Refused")


class RuleHeading(TextChoices):
    """The thirteen headings under which a waste bank writes its rules (Permen LH 13/2012)."""

    HOURS = "hours", _("Opening hours")
    WITHDRAWAL = "withdrawal", _("Taking savings out")
    LOANS = "loans", _("Borrowing money")
    PASSBOOK = "passbook", _("Passbook")
    PICKUP = "pickup", _("Picking waste up")
    SAVINGS = "savings", _("Kinds of savings")
    WASTE = "waste", _("Kinds of waste")
    PRICES = "prices", _("Setting prices")
    CONDITION = "condition", _("Condition of the waste")
    MINIMUM = "minimum", _("Smallest weight")
    CONTAINERS = "containers", _("Containers")
    PROFIT = "profit", _("Sharing the profit")
    WAGES = "wages", _("Wages")
