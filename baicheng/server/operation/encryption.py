"""Encrypting backups in the format of age (age-encryption.org): whoever makes them cannot read them (备份加密)."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyrage

#: How an encrypted file begins.
_AGE = b"age-encryption.org/"


class BackupRefused(Exception):
    """A backup cannot be made or restored; the message says why and what to do."""


class Recipient:
    """Encrypts files for the owner of a key.

    Args:
        key: the public one, ``age1…``.

    Raises:
        BackupRefused: it is no public key.
    """

    def __init__(self, key: str) -> None:
        try:
            self._key = pyrage.x25519.Recipient.from_str(key.strip())
        except pyrage.RecipientError as error:
            raise BackupRefused(f"“{key}” 不是公钥（age1…）/ is no public key") from error

    def encrypt(self, plain: Path, encrypted: Path) -> Path:
        """Write a file encrypted; returns the new one."""
        with plain.open("rb") as source, encrypted.open("xb") as out:
            pyrage.encrypt_io(source, out, [self._key])
        return encrypted


@contextmanager
def opened(source: Path, folder: Path, identity: str) -> Iterator[IO[bytes]]:
    """The content of a file, decrypted where it is encrypted.

    Raises:
        BackupRefused: there is no key, or another one, for an encrypted file.
    """
    with source.open("rb") as file:
        is_encrypted = file.read(len(_AGE)) == _AGE
        file.seek(0)
        if not is_encrypted:
            yield file
            return
        if not identity:
            raise BackupRefused(f"{source} 已加密，请用 --identity 给出密钥文件 / encrypted: give --identity")
        with tempfile.TemporaryFile(dir=folder) as plain:
            try:
                pyrage.decrypt_io(file, plain, [_identity_in(identity)])
            except (pyrage.DecryptError, pyrage.IdentityError, OSError) as error:
                raise BackupRefused(f"密钥不能打开 {source} / the key does not open it: {error}") from error
            plain.seek(0)
            yield plain


def _identity_in(text: str) -> pyrage.x25519.Identity:
    """The private key in the text of a key file, whose comments begin with ``#``."""
    keys = [line.strip() for line in text.splitlines() if not line.startswith("#")]
    return pyrage.x25519.Identity.from_str("".join(keys))


def new_key() -> tuple[str, str]:
    """A new pair of keys: the private identity, to be kept elsewhere, and the public recipient."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())
