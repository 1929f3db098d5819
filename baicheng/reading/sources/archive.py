"""Zip packages (docx, OFD) read in memory and within limits; nothing is ever written to disk."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from pathlib import Path

from baicheng.reading.errors import UnreadableFile

MAX_TOTAL_BYTES = 500 * 1024 * 1024
MAX_MEMBERS = 20_000
MAX_RATIO = 200  # of a member's size to its compressed size, from SUSPICIOUS_BYTES on
SUSPICIOUS_BYTES = 10 * 1024 * 1024
CHUNK_BYTES = 1024 * 1024
UTF8_NAME = 0x800  # flag bits of a zip member
ENCRYPTED = 0x1
#: How the members of documents are packed. Others can ask for gigabytes before the first byte is out.
PACKINGS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class Archive:
    """A zip package whose members are found by name, whatever the case and slashes.

    Raises:
        UnreadableFile: the package is broken, or unpacks to more than any document does.
    """

    def __init__(self, path: Path, content: bytes) -> None:
        self._path = path
        self._read = 0
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(content))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise _damaged(path) from error
        members = self._zip.infolist()
        if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_TOTAL_BYTES:
            raise self._bomb()
        if any(_is_suspicious(member) for member in members):
            raise self._bomb()
        self._members: dict[str, zipfile.ZipInfo] = {}
        for member in members:
            self._members.setdefault(_key(_name(member)), member)

    @property
    def names(self) -> tuple[str, ...]:
        """Names of all members in lower case, without a leading slash."""
        return tuple(self._members)

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._members

    def read(self, name: str, *, most: int = MAX_TOTAL_BYTES) -> bytes:
        """The content of a member.

        Args:
            most: so many bytes it may hold.

        Raises:
            KeyError: there is no such member.
            UnreadableFile: it is encrypted or damaged, or unpacks to more than it should.
        """
        member = self._members[_key(name)]
        if member.file_size > most:
            raise self._bomb()
        if member.compress_type not in PACKINGS:
            raise _damaged(self._path)
        if member.flag_bits & ENCRYPTED:
            raise UnreadableFile(
                self._path, "已加密，需要密码才能打开", "请用 Word 或 WPS 打开并取消密码后再试。"
            )
        try:
            return self._unpacked(member)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError) as error:
            raise _damaged(self._path) from error

    def _unpacked(self, member: zipfile.ZipInfo) -> bytes:
        pieces: list[bytes] = []
        size = 0
        with self._zip.open(member) as stream:
            while chunk := stream.read(CHUNK_BYTES):
                size += len(chunk)
                self._read += len(chunk)
                if self._read > MAX_TOTAL_BYTES or size > member.file_size:
                    raise self._bomb()
                pieces.append(chunk)
        return b"".join(pieces)

    def _bomb(self) -> UnreadableFile:
        return UnreadableFile(
            self._path, "解压后异常庞大，可能是恶意文件", "请向发文单位核实，索取正常的文件。"
        )


def _damaged(path: Path) -> UnreadableFile:
    return UnreadableFile(
        path, "文件已损坏（下载或复制不完整）", "请重新下载，或用 Word、WPS 打开后另存一份。"
    )


def resolved(base: str, location: str) -> str:
    """The member that a location written inside member ``base`` names; an absolute one begins at the root."""
    return _key(posixpath.join("/", posixpath.dirname(_key(base)), location.strip().replace("\\", "/")))


def _is_suspicious(member: zipfile.ZipInfo) -> bool:
    size = member.file_size
    return size > SUSPICIOUS_BYTES and size > MAX_RATIO * max(member.compress_size, 1)


def _key(name: str) -> str:
    return posixpath.normpath("/" + name.replace("\\", "/").lstrip("/")).lstrip("/").casefold()


def _name(member: zipfile.ZipInfo) -> str:
    """A member's name; without the UTF-8 flag Chinese programs write it in UTF-8 or GB 18030 all the same."""
    if member.flag_bits & UTF8_NAME or member.filename.isascii():
        return member.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return member.filename.encode("cp437").decode(encoding)
        except UnicodeError:
            continue
    return member.filename
