"""The writes of this room: taking facts in, waking those that waited, settling what was refused."""

from guyub.sync.actions.intake import Interrupted, take_in
from guyub.sync.actions.settling import settle_clash, settle_fact
from guyub.sync.actions.waking import retry_due, retry_waiting

__all__ = ["Interrupted", "retry_due", "retry_waiting", "settle_clash", "settle_fact", "take_in"]
