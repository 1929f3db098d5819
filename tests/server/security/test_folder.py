"""What lies on the disk is open to the installation alone."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from baicheng.server.config import environment

pytestmark = pytest.mark.skipif(os.name != "posix", reason="other systems have no such modes")


def test_the_folder_of_an_installation_is_made_for_its_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BAICHENG_DATA", str(tmp_path / "srv" / "baicheng"))
    assert environment.data_folder().stat().st_mode & 0o777 == 0o700


def test_a_key_that_came_back_readable_to_others_is_closed_again(tmp_path: Path) -> None:
    key = environment.secret_key(tmp_path)
    (tmp_path / "secret-key").chmod(0o644)

    assert environment.secret_key(tmp_path) == key
    assert (tmp_path / "secret-key").stat().st_mode & 0o777 == 0o600
