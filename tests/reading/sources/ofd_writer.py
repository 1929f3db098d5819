"""Small OFD files (GB/T 33190) with text, ruling lines and pictures."""

from __future__ import annotations

from tests.reading.sources.docx_writer import package

NAMESPACE = 'xmlns:ofd="http://www.ofdspec.org/2016"'


def text(x: float, y: float, words: str, size: float = 5, more: str = "", steps: str | None = None) -> str:
    """A text object whose first character stands on a baseline; lengths are in millimetres."""
    steps = steps if steps is not None else f"g {len(words) - 1} {size}" if len(words) > 1 else ""
    delta = f' DeltaX="{steps}"' if steps else ""
    return (
        f'<ofd:TextObject ID="1" Boundary="{x} {y - size} 150 {size}" Font="1" Size="{size}" {more}>'
        f'<ofd:TextCode X="0" Y="{size}"{delta}>{words}</ofd:TextCode></ofd:TextObject>'
    )


def line(x0: float, y0: float, x1: float, y1: float) -> str:
    return (
        f'<ofd:PathObject ID="2" Boundary="{x0} {y0} {x1 - x0} {y1 - y0}" LineWidth="0.2">'
        f"<ofd:AbbreviatedData>M 0 0 L {x1 - x0} {y1 - y0}</ofd:AbbreviatedData></ofd:PathObject>"
    )


def picture(x: float, y: float, width: float, height: float) -> str:
    return f'<ofd:ImageObject ID="3" Boundary="{x} {y} {width} {height}" ResourceID="9"/>'


def page(*objects: str, template: str = "") -> bytes:
    use = f'<ofd:Template TemplateID="{template}"/>' if template else ""
    return _xml(
        f'<ofd:Page {NAMESPACE}>{use}<ofd:Content><ofd:Layer ID="1">{"".join(objects)}</ofd:Layer></ofd:Content></ofd:Page>'
    )


def ofd(*pages: bytes, resources: str = "", more: dict[str, bytes] | None = None) -> bytes:
    """An OFD file of A4 pages; ``more`` are further members, ``resources`` the inside of its resource file."""
    items = "".join(f'<ofd:Page ID="{i}" BaseLoc="Pages/Page_{i}/Content.xml"/>' for i in range(len(pages)))
    parts = {
        "OFD.xml": _xml(
            f'<ofd:OFD {NAMESPACE} Version="1.0" DocType="OFD"><ofd:DocBody>'
            "<ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>"
        ),
        "Doc_0/Document.xml": _xml(
            f"<ofd:Document {NAMESPACE}><ofd:CommonData><ofd:PageArea><ofd:PhysicalBox>0 0 210 297"
            "</ofd:PhysicalBox></ofd:PageArea><ofd:PublicRes>PublicRes.xml</ofd:PublicRes>"
            '<ofd:TemplatePage ID="t1" BaseLoc="Tpls/Tpl_0/Content.xml"/></ofd:CommonData>'
            f"<ofd:Pages>{items}</ofd:Pages></ofd:Document>"
        ),
        "Doc_0/PublicRes.xml": _xml(f"<ofd:Res {NAMESPACE}>{resources}</ofd:Res>"),
        **{f"Doc_0/Pages/Page_{i}/Content.xml": content for i, content in enumerate(pages)},
        **(more or {}),
    }
    return package(parts)


def _xml(inner: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>{inner}'.encode()
