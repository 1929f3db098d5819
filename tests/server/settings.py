"""The project's settings with a data folder of its own for each test run, and quick passwords."""

import os
import tempfile
from pathlib import Path

os.environ.setdefault("BAICHENG_DATA", tempfile.mkdtemp(prefix="baicheng-test-"))

from baicheng.server.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STATIC_ROOT.mkdir(exist_ok=True)  # noqa: F405
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":  # noqa: F405
    # A file, so that a page server in another thread has a connection of its own.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA / "test.sqlite3")}  # noqa: F405
LOGGING["loggers"]["baicheng.request"] = {"level": "WARNING"}  # noqa: F405
# A page that shows every component; it has addresses only where a test gives it some.
TEMPLATES[0]["DIRS"] = [Path(__file__).parents[1] / "browser" / "specimen" / "templates"]  # noqa: F405
