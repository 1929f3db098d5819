"""What a file is, by its content: its name may be wrong."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from pathlib import Path

from baicheng.reading.errors import UnreadableFile
from baicheng.reading.sources.archive import Archive

HEAD_BYTES = 4096
BINARY = re.compile(rb"[\x00-\x08\x0e-\x19\x1b-\x1f]")
MARKS_OF_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
HTML = re.compile(
    r"\s{0,200}(?:<\?xml[^>]{0,200}>\s{0,200})?(?:<!--(?:[^-]|-(?!->)){0,1000}-->\s{0,200}){0,5}"
    r"<(?:!doctype\s+html|html|head|body|meta|title|table|div|p|span|h[1-6]|font|center|style|script)\b",
    re.IGNORECASE,
)
WORD_MARKUP = (
    b"schemas.microsoft.com/office/word/2003/wordml",
    b"schemas.microsoft.com/office/2006/xmlPackage",
)
MAIL_HEAD = re.compile(
    rb"(?:[A-Za-z-]{2,40}:[^\n]{0,500}\r?\n(?:[ \t][^\n]{0,500}\r?\n){0,9}){0,20}Content-Type:\s*multipart/",
    re.IGNORECASE,
)


class Kind(StrEnum):
    """A form of file that can be read."""

    TXT = "txt"
    DOCX = "docx"
    PDF = "pdf"
    OFD = "ofd"
    HTML = "html"
    OFFICE = "office"  # what LibreOffice must convert first: doc, wps, rtf, odt, Word XML


_ASK_DOCUMENT = "请使用 Word、WPS、PDF、OFD、网页或文本文件。"
_ASK_OCR = "请先做文字识别（OCR），或使用原始的 Word 文件。"
_ASK_UNPACK = "请先解压，再选择其中的文件。"
_ASK_WORD = "请把正文另存为 Word 文件（.docx）。"

#: Beginnings of files that cannot be read: offset, bytes, what the file is, what to do.
FOREIGN: tuple[tuple[int, bytes, str, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "是图片（PNG）", _ASK_OCR),
    (0, b"\xff\xd8\xff", "是图片（JPEG）", _ASK_OCR),
    (0, b"GIF8", "是图片（GIF）", _ASK_OCR),
    (0, b"II*\0", "是图片（TIFF）", _ASK_OCR),
    (0, b"MM\0*", "是图片（TIFF）", _ASK_OCR),
    (0, b"BM", "是图片（BMP）", _ASK_OCR),
    (8, b"WEBP", "是图片（WebP）", _ASK_OCR),
    (4, b"ftypheic", "是图片（HEIC）", _ASK_OCR),
    (4, b"ftypmif1", "是图片（HEIC）", _ASK_OCR),
    (4, b"ftyp", "是视频或音频", _ASK_DOCUMENT),
    (0, b"\0\0\0\x0cjP  ", "是图片（JPEG 2000）", _ASK_OCR),
    (0, b"AT&TFORM", "是扫描文档（DjVu）", _ASK_OCR),
    (0, b"MZ", "是可执行程序（Windows）", f"请勿运行来历不明的程序。{_ASK_DOCUMENT}"),
    (0, b"\x7fELF", "是可执行程序（Linux）", _ASK_DOCUMENT),
    (0, b"\xcf\xfa\xed\xfe", "是可执行程序（macOS）", _ASK_DOCUMENT),
    (0, b"\xca\xfe\xba\xbe", "是可执行程序（Java 或 macOS）", _ASK_DOCUMENT),
    (0, b"Rar!\x1a\x07", "是压缩包（RAR）", _ASK_UNPACK),
    (0, b"7z\xbc\xaf\x27\x1c", "是压缩包（7z）", _ASK_UNPACK),
    (0, b"\x1f\x8b", "是压缩包（gzip）", _ASK_UNPACK),
    (0, b"BZh", "是压缩包（bzip2）", _ASK_UNPACK),
    (0, b"\xfd7zXZ\0", "是压缩包（xz）", _ASK_UNPACK),
    (0, b"\x28\xb5\x2f\xfd", "是压缩包（zstd）", _ASK_UNPACK),
    (257, b"ustar", "是压缩包（tar）", _ASK_UNPACK),
    (0, b"SQLite format 3\0", "是数据库（SQLite）", _ASK_DOCUMENT),
    (0, b"ID3", "是音频（MP3）", _ASK_DOCUMENT),
    (8, b"WAVE", "是音频（WAV）", _ASK_DOCUMENT),
    (8, b"AVI ", "是视频（AVI）", _ASK_DOCUMENT),
    (0, b"\x1aE\xdf\xa3", "是视频（MKV）", _ASK_DOCUMENT),
    (0, b"\0\x01\0\0\0", "是字体文件", _ASK_DOCUMENT),
    (0, b"OTTO", "是字体文件", _ASK_DOCUMENT),
)
#: Formats without a published description. Their name only serves to say what the binary file may be.
PRIVATE_FORMATS = {
    ".ceb": "是方正版式文件（CEB）",
    ".cebx": "是方正版式文件（CEBX）",
    ".gd": "是书生版式文件（GD）",
    ".gw": "是书生版式文件（GW）",
    ".sep": "是书生版式文件（SEP）",
    ".caj": "是 CAJ 文献文件",
    ".s2": "是书生版式文件（S2）",
    ".s72": "是书生版式文件（S72）",
}
#: A member whose presence tells what a zip package is, and what to say if it is not for reading.
ZIP_FOREIGN: tuple[tuple[str, str, str], ...] = (
    ("xl/workbook.xml", "是 Excel 表格", _ASK_WORD),
    ("xl/workbook.bin", "是 Excel 表格", _ASK_WORD),
    ("ppt/presentation.xml", "是 PowerPoint 演示文稿", _ASK_WORD),
    ("meta-inf/container.xml", "是电子书（EPUB）", _ASK_WORD),
    ("androidmanifest.xml", "是手机应用（APK）", _ASK_DOCUMENT),
)
#: Streams of an OLE file that tell what it is.
OLE_FOREIGN: tuple[tuple[str, str], ...] = (
    ("Workbook", "是 Excel 表格（.xls）"),
    ("Book", "是 Excel 表格（.xls）"),
    ("PowerPoint Document", "是 PowerPoint 演示文稿（.ppt）"),
    ("__properties_version1.0", "是 Outlook 邮件（.msg）"),
)


def kind_of(path: Path, content: bytes) -> Kind:
    """The form of a file, by its content alone.

    Raises:
        UnreadableFile: it is locked, or something other than a document; the message says what.
    """
    head = content[:HEAD_BYTES]
    if head.startswith(OLE):
        return _ole_kind(path, content)
    if head.startswith(ZIP):
        return _zip_kind(path, content)
    if b"%PDF-" in head[:1024]:
        return Kind.PDF
    if head.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(rb"{\rtf"):
        return Kind.OFFICE
    if BINARY.search(head) and not head.startswith(MARKS_OF_UTF16):
        _refuse_foreign(path, head)
    return _text_kind(path, head)


def _refuse_foreign(path: Path, head: bytes) -> None:
    for offset, magic, fault, remedy in FOREIGN:
        if head.startswith(magic, offset):
            raise UnreadableFile(path, fault, remedy)
    private = PRIVATE_FORMATS.get(path.suffix.lower())
    if private:
        raise UnreadableFile(path, private, "请用它的阅读器打开，打印或另存为 PDF、OFD 文件。")


def _text_kind(path: Path, head: bytes) -> Kind:
    if any(name in head for name in WORD_MARKUP):
        return Kind.OFFICE
    if head.startswith(b"%!PS"):
        raise UnreadableFile(path, "是 PostScript 打印文件", "请转成 PDF 文件。")
    if MAIL_HEAD.match(head):
        raise UnreadableFile(
            path, "是单个文件网页（MHT）或邮件", "请用 Word 或 WPS 打开，另存为 .docx 文件。"
        )
    text = head.decode(_text_encoding(head), "ignore").lstrip("\ufeff")
    if HTML.match(text):
        return Kind.HTML
    if text.lstrip().startswith("<?xml"):
        raise UnreadableFile(path, "是 XML 数据文件", _ASK_DOCUMENT)
    return Kind.TXT


def _text_encoding(head: bytes) -> str:
    if head.startswith(MARKS_OF_UTF16):
        return "utf-16"
    return "latin-1"  # marks of a format are ASCII, whatever the encoding of the rest


def _zip_kind(path: Path, content: bytes) -> Kind:
    archive = Archive(path, content)
    names = archive.names
    if "ofd.xml" in archive:
        return Kind.OFD
    if "[content_types].xml" in archive and any(re.match(r"word/[^/]+\.xml$", name) for name in names):
        return Kind.DOCX
    for member, fault, remedy in ZIP_FOREIGN:
        if member in archive:
            raise UnreadableFile(path, fault, remedy)
    if "mimetype" in archive and "content.xml" in archive:
        return _opendocument_kind(path, archive.read("mimetype")[:100])
    raise UnreadableFile(path, "是压缩包（ZIP）", _ASK_UNPACK)


def _opendocument_kind(path: Path, media_type: bytes) -> Kind:
    if b"opendocument.text" in media_type:
        return Kind.OFFICE
    raise UnreadableFile(path, "是 OpenDocument 表格或演示文稿", _ASK_WORD)


def _ole_kind(path: Path, content: bytes) -> Kind:
    if _has_stream(content, "EncryptedPackage"):
        raise UnreadableFile(path, "已加密，需要密码才能打开", "请用 Word 或 WPS 打开并取消密码后再试。")
    if _has_stream(content, "WordDocument"):
        if _is_encrypted_word(content):
            raise UnreadableFile(path, "已加密，需要密码才能打开", "请用 Word 或 WPS 打开并取消密码后再试。")
        return Kind.OFFICE
    for stream, fault in OLE_FOREIGN:
        if _has_stream(content, stream):
            raise UnreadableFile(path, fault, _ASK_WORD)
    raise UnreadableFile(path, "是无法识别的 Office 旧格式文件", "请用 Word 或 WPS 打开，另存为 .docx 文件。")


def _has_stream(content: bytes, name: str) -> bool:
    """Whether an OLE directory names this stream: an entry of 128 bytes opens with it in UTF-16."""
    entry = name.encode("utf-16-le") + b"\0\0"
    at = content.find(entry)
    while at >= 0:
        if at % 128 == 0:
            return True
        at = content.find(entry, at + 1)
    return False


def _is_encrypted_word(content: bytes) -> bool:
    """Whether the head of the Word stream (FIB), which opens a sector, has the encryption flag set."""
    at = content.find(b"\xec\xa5")
    while at >= 0:
        if at % 512 == 0:
            return len(content) > at + 11 and bool(content[at + 11] & 0x01)
        at = content.find(b"\xec\xa5", at + 1)
    return False
