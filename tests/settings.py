"""Settings of the test run: the real ones, on a throw-away data folder, with a quick PIN hash."""

import atexit
import os
import shutil
import tempfile

if "GUYUB_DATA_DIR" not in os.environ:
    os.environ["GUYUB_DATA_DIR"] = tempfile.mkdtemp(prefix="guyub-test-")
    atexit.register(shutil.rmtree, os.environ["GUYUB_DATA_DIR"], ignore_errors=True)
os.environ.setdefault("GUYUB_DURABLE", "false")
os.environ["GUYUB_LOG_LEVEL"] = "ERROR"

from guyub.config.messages import compile_catalogues
from guyub.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["tests.hashers.QuickArgon2"]
STORAGES = {  # hashed names are checked by tests/web and the browser tests, on a collected folder
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405 -- from the real settings; WhiteNoise wants the folder

# What a test reads on a screen is Indonesian. Here, because Django reads the catalogues while it starts.
compile_catalogues()
