"""The phone pages of the house itself. Rooms register theirs by `core.shell.register`."""

from guyub.foundation.core.shell import Shell, register

START = Shell("", "web/phone/start.html")
NOTES = Shell("catatan", "web/phone/notes.html")


def register_shells() -> None:
    """Make them known, once."""
    register(START, NOTES)
