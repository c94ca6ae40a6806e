"""How much care a stored value needs: UU PDP 27/2022 knows personal data of a general and of a specific kind.

A model says it of its own text fields, with a class attribute; a test of the whole installation fails when a new text
field is left out (tests/architecture/test_personal_fields.py):

    class Visit(TenantModel):
        PERSONAL = {"note": Sensitivity.PERSONAL, "place": Sensitivity.PLAIN}
"""

from __future__ import annotations

from enum import StrEnum


class Sensitivity(StrEnum):
    """What a field says about a person."""

    PLAIN = "plain"  # says nothing about a person: a code, a hash, a file name
    PERSONAL = "personal"  # general personal data: name, address, phone
    SPECIFIC = "specific"  # specific or identifying at once: NIK, health, children; sealed at rest
