"""XML from strangers: no external entities, no network, no oversized nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml import etree


class UnsafeMarkup(Exception):
    """The XML declares entities of its own, which no document format needs."""


def parse_xml(content: bytes, *, lenient: bool = False) -> etree._Element:
    """The root element of an XML part.

    Args:
        lenient: read past faults such as undeclared prefixes, which some producers leave.

    Raises:
        UnsafeMarkup: it declares a document type.
        lxml.etree.XMLSyntaxError: it is no XML.
    """
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        recover=lenient,
    )
    root = etree.fromstring(content, parser)
    if root is None:
        raise etree.XMLSyntaxError("no element", 0, 0, 0)
    if root.getroottree().docinfo.doctype:
        raise UnsafeMarkup
    return root


def local_name(element: etree._Element) -> str:
    """The tag without its namespace or an undeclared prefix; empty for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2].rpartition(":")[2] if isinstance(tag, str) else ""


def children(element: etree._Element | None, *names: str) -> Iterator[etree._Element]:
    """The direct children with one of these local names, in order."""
    if element is not None:
        for child in element:
            if local_name(child) in names:
                yield child


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """The first descendant reached by going down these local names, if there is one."""
    for name in path:
        element = next(children(element, name), None)
        if element is None:
            return None
    return element


def attribute(element: etree._Element | None, name: str) -> str | None:
    """An attribute by its local name, whatever its namespace."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if str(key).rpartition("}")[2] == name:
            return str(value)
    return None
