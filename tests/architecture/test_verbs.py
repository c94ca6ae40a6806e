"""The trail speaks in sentences: a verb that is written somewhere has one."""

from __future__ import annotations

import re

from guyub.foundation.core.verbs import named_verbs
from tests.architecture.test_floors import MODULES

WRITTEN = re.compile(r'\bverb="([a-z_]+\.[a-z_]+)"')


def test_every_verb_of_the_trail_has_a_sentence():
    written = {verb for path in MODULES for verb in WRITTEN.findall(path.read_text(encoding="utf-8"))}
    assert len(written) > 80
    assert written - set(named_verbs()) == set()
