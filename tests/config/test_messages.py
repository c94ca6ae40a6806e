"""Catalogues: built when stale, whole, and nothing in them that breaks a sentence."""

from __future__ import annotations

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.core.management import call_command

from guyub.config.messages import SOURCE, catalogues, compile_catalogues

PO = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"

msgid "Weigh"
msgstr "Timbang"

#, fuzzy
msgid "Pay"
msgstr "Mungkin bayar"
"""
ALL = [str(path.relative_to(SOURCE)) for path in catalogues()]
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


@pytest.fixture
def room(tmp_path):
    folder = tmp_path / "room" / "locale" / "id" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.po").write_text(PO, encoding="utf-8")
    return folder


def test_a_catalogue_is_built_and_a_guess_left_out(room, tmp_path):
    assert compile_catalogues(root=tmp_path) == [room / "django.mo"]
    with (room / "django.mo").open("rb") as file:
        messages = gettext.GNUTranslations(file)
    assert messages.gettext("Weigh") == "Timbang"
    assert messages.gettext("Pay") == "Pay"
    assert [path.name for path in sorted(room.iterdir())] == ["django.mo", "django.po"]


def test_only_what_changed_is_built_again(room, tmp_path):
    compile_catalogues(root=tmp_path)
    assert compile_catalogues(root=tmp_path) == []
    assert compile_catalogues(root=tmp_path, force=True) == [room / "django.mo"]
    later = (room / "django.mo").stat().st_mtime_ns + 1_000_000_000
    os.utime(room / "django.po", ns=(later, later))
    assert compile_catalogues(root=tmp_path) == [room / "django.mo"]


def test_the_command_names_what_it_built(capsys):
    call_command("messages", "--all")
    assert capsys.readouterr().out.splitlines() == [name.removesuffix(".po") + ".mo" for name in ALL]


@pytest.mark.parametrize("name", ALL)
def test_every_sentence_is_translated_and_asks_for_no_value_that_is_not_there(name):
    with (SOURCE / name).open("rb") as file:
        messages = [message for message in read_po(file, locale="id") if message.id]
    assert messages
    for message in messages:
        ids = [message.id] if isinstance(message.id, str) else list(message.id)
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        assert not message.fuzzy, message.id
        assert all(strings), message.id
        for string in strings:
            assert set(PLACEHOLDER.findall(string)) <= set(PLACEHOLDER.findall(ids[-1])), message.id
            assert string[-1].isspace() == ids[-1][-1].isspace(), message.id


def test_a_process_that_compiles_the_catalogues_speaks_them_at_once(tmp_path: Path) -> None:
    copy = tmp_path / "src"
    shutil.copytree(SOURCE.parent, copy, ignore=shutil.ignore_patterns("*.mo", "__pycache__", "*.egg-info"))
    says = (
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from django.utils.translation import gettext\n"
        "before = gettext('Sign in')\n"
        "call_command('messages', verbosity=0)\n"
        "print(before, gettext('Sign in'), sep='|')\n"
    )
    env = {**os.environ, "PYTHONPATH": str(copy), "DJANGO_SETTINGS_MODULE": "guyub.config.settings"}
    env["GUYUB_DATA_DIR"] = str(tmp_path / "data")
    command = [sys.executable, "-c", says]
    done = subprocess.run(command, env=env, cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Sign in|Masuk"
