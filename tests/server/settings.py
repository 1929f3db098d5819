"""The project's settings with a data folder of its own for each test run, and quick passwords."""

import os
import tempfile

os.environ.setdefault("BAICHENG_DATA", tempfile.mkdtemp(prefix="baicheng-test-"))

from baicheng.server.config.settings import *  # noqa: F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
