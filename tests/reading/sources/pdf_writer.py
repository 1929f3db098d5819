"""Small PDF files with Chinese text, ruling lines and pictures, written byte by byte."""

from __future__ import annotations

from dataclasses import dataclass, field

A4 = (595.0, 842.0)


@dataclass
class PdfPage:
    """A page to draw on; positions are in points from the top left corner, text stands on its baseline."""

    width: float = A4[0]
    height: float = A4[1]
    rotate: int = 0
    commands: list[str] = field(default_factory=list)

    def text(self, x: float, y: float, text: str, size: float = 16) -> PdfPage:
        self.commands.append(f"BT /F1 {size} Tf 1 0 0 1 {x} {self.height - y} Tm <{_hex(text)}> Tj ET")
        return self

    def sideways_text(self, x: float, y: float, text: str, size: float = 16) -> PdfPage:
        """Text that runs from the bottom up."""
        self.commands.append(f"BT /F1 {size} Tf 0 1 -1 0 {x} {self.height - y} Tm <{_hex(text)}> Tj ET")
        return self

    def slanted_text(self, x: float, y: float, text: str, size: float = 60) -> PdfPage:
        """A watermark."""
        matrix = f"0.7071 0.7071 -0.7071 0.7071 {x} {self.height - y}"
        self.commands.append(f"BT /F1 {size} Tf {matrix} Tm <{_hex(text)}> Tj ET")
        return self

    def line(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        self.commands.append(f"{x0} {self.height - y0} m {x1} {self.height - y1} l S")
        return self

    def bar(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        """A filled rectangle, thin enough to look like a line."""
        self.commands.append(f"{x0} {self.height - y1} {x1 - x0} {y1 - y0} re f")
        return self

    def picture(self, x0: float, y0: float, x1: float, y1: float) -> PdfPage:
        self.commands.append(f"q {x1 - x0} 0 0 {y1 - y0} {x0} {self.height - y1} cm /Im1 Do Q")
        return self

    def table(self, xs: list[float], ys: list[float], rows: list[list[str]], size: float = 12) -> PdfPage:
        """A fully ruled table with one line of text in each cell."""
        for y in ys:
            self.line(xs[0], y, xs[-1], y)
        for x in xs:
            self.line(x, ys[0], x, ys[-1])
        for y, row in zip(ys, rows, strict=False):
            for x, words in zip(xs, row, strict=False):
                self.text(x + 4, y + size + 2, words, size)
        return self


def pdf(*pages: PdfPage, locked: bool = False) -> bytes:
    """A PDF file of these pages; a locked one asks for a password."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"",  # the list of pages, when their numbers are known
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H"
        b" /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500]"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> /FontDescriptor 5 0 R >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880]"
        b" /ItalicAngle 0 /Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>",
        _stream(
            b"\x80",
            b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
        ),
    ]
    numbers = []
    for page in pages:
        objects.append(_stream("\n".join(page.commands).encode("ascii")))
        resources = b"<< /Font << /F1 3 0 R >> /XObject << /Im1 6 0 R >> >>"
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %g %g] /Rotate %d /Resources %b /Contents %d 0 R >>"
            % (page.width, page.height, page.rotate, resources, len(objects))
        )
        numbers.append(len(objects))
    kids = b" ".join(b"%d 0 R" % number for number in numbers)
    objects[1] = b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, len(numbers))
    trailer = b""
    if locked:
        objects.append(b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%b> /U <%b> >>" % (b"5a" * 32, b"a5" * 32))
        trailer = b" /Encrypt %d 0 R /ID [<00> <00>]" % len(objects)
    return _file(objects, trailer)


def _hex(text: str) -> str:
    return text.encode("utf-16-be").hex()


def _stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %b >>\nstream\n%b\nendstream" % (len(content), entries, content)


def _file(objects: list[bytes], trailer: bytes) -> bytes:
    written = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    written += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return written + b"trailer << /Size %d /Root 1 0 R%b >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        trailer,
        start,
    )
