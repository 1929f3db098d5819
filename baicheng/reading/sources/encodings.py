"""The encoding of a text: byte order mark, UTF-8, GB 18030, or what the bytes are most like."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from baicheng.reading.errors import UnreadableFile

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # begins like the mark of UTF-16, so it is tried before it
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
NATIONAL = "gb18030"  # GB 18030, which includes GBK and GB 2312
SAMPLE_BYTES = 200_000
TOLERATED_FAULTS = 0.01  # of the characters beyond ASCII; in the wrong encoding nearly all are faulty
CONTROL_BYTES = bytes({*range(0x09), *range(0x0E, 0x1A), *range(0x1B, 0x20), 0x7F})
ORDINARY = re.compile(r"[\t\n\r\f -~　-〿一-鿿＀-￯‐-‧]")


def decoded(path: Path, content: bytes) -> tuple[str, tuple[str, ...]]:
    """The text that the bytes stand for, and remarks on characters that could not be read.

    Raises:
        UnreadableFile: the bytes are no text in any encoding in use.
    """
    for mark, encoding in MARKS:
        if content.startswith(mark):
            return _lenient(content[len(mark) :], encoding)
    unmarked = _unmarked_utf16(content)
    if unmarked is not None:
        return unmarked, ()
    if content.translate(None, CONTROL_BYTES) != content:
        raise UnreadableFile(path, "不是文本文件（含有控制字符）", "请使用原始的 Word、PDF 或文本文件。")
    for encoding in ("utf-8", NATIONAL):
        try:
            return content.decode(encoding), ()
        except UnicodeDecodeError:
            text, notes = _lenient(content, encoding)
        if text.count("�") <= TOLERATED_FAULTS * sum(1 for c in text[:SAMPLE_BYTES] if c > "\x7f"):
            return text, notes
    return _lenient(content, _guessed(path, content))


def _lenient(content: bytes, encoding: str) -> tuple[str, tuple[str, ...]]:
    text = content.decode(encoding, "replace")
    faults = text.count("�")
    if not faults:
        return text, ()
    line = text.count("\n", 0, text.index("�")) + 1
    return text, (f"有 {faults} 处字符无法识别（首处在第 {line} 行），已用“�”代替。",)


def _unmarked_utf16(content: bytes) -> str | None:
    """The text, if the bytes are UTF-16 without a byte order mark: then zero bytes fall on one side."""
    if len(content) % 2 or b"\0" not in content:
        return None
    sample = content[:SAMPLE_BYTES]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        return None
    head = text[:SAMPLE_BYTES]
    return text if len(ORDINARY.findall(head)) > 0.9 * len(head) else None


def _guessed(path: Path, content: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(content[:SAMPLE_BYTES]).best()
    if best is None:
        raise UnreadableFile(path, "文字编码无法识别", "请用记事本打开，另存为 UTF-8 编码的文本文件。")
    return best.encoding
