"""``baicheng clauses``: the tree of clauses of a document."""

from __future__ import annotations

import json
from pathlib import Path

from baicheng.commands import SUCCESS, UNREADABLE
from baicheng.commands.reporting import attempt, emit, save_text, say
from baicheng.reading.cleaning.cleanup import clean
from baicheng.reading.errors import no_official_document
from baicheng.reading.identity.gazette import split
from baicheng.reading.identity.identity import has_identity, identify
from baicheng.reading.outputs.as_json import span_to_dict
from baicheng.reading.sections import Section
from baicheng.reading.sources import extract
from baicheng.reading.structure import read_structure
from baicheng.reading.text import Text


def run(path: Path, *, format_name: str, output: Path | None) -> int:
    """Print or save the clauses of one file; returns the exit code."""
    done = attempt(path, lambda: _clauses(path, format_name, output))
    return SUCCESS if done else UNREADABLE


def _clauses(path: Path, format_name: str, output: Path | None) -> bool:
    content = clean(extract(path))
    documents = [(identify(content, span), read_structure(content, span)) for span in split(content)]
    if not (has_identity(document for document, _ in documents) or any(r.children for _, r in documents)):
        raise no_official_document(path)
    if format_name == "text":
        lines = [
            line for document, root in documents for line in (document.title, *_outline(content, root, 0))
        ]
        text = "\n".join(lines)
    else:
        trees = [
            {
                "number": document.number,
                "title": document.title,
                "clauses": [_tree(content, child) for child in root.children],
            }
            for document, root in documents
        ]
        result = {"text": content.text, "documents": trees}
        text = json.dumps(result, ensure_ascii=False, indent=1)
    if output is None:
        emit(text)
    else:
        save_text(text + "\n", output)
        say(f"{path.name} → {output}")
    return True


def _tree(content: Text, section: Section) -> dict[str, object]:
    """A clause with those under it; spans count characters of ``text``."""
    return {
        "address": section.address,
        "heading": section.heading.of(content.text),
        "span": span_to_dict(content, section.span),
        "clauses": [_tree(content, child) for child in section.children],
    }


def _outline(content: Text, section: Section, depth: int) -> list[str]:
    lines = []
    for child in section.children:
        lines.append(f"{'  ' * depth}{child.address}  {child.heading.of(content.text)}")
        lines.extend(_outline(content, child, depth + 1))
    return lines
