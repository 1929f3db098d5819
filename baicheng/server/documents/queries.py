"""Reading documents. Whoever is signed on may read the documents that tasks come from."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from baicheng.server.documents.models import Clause, Document


def documents(search: str = "") -> QuerySet[Document]:
    """All documents, the newest first, or those whose number, title or issuer holds ``search``."""
    found = Document.objects.defer("text")
    if search := search.strip():
        found = found.filter(
            Q(number__icontains=search) | Q(title__icontains=search) | Q(issuer__icontains=search)
        )
    return found


def clause_at(document: Document, address: str, start: int) -> Clause | None:
    """The clause with an address, else the innermost one that covers a position of the text."""
    exact = document.clauses.filter(address=address).first() if address else None
    if exact:
        return exact
    return document.clauses.filter(start__lte=start, end__gt=start).order_by("-start").first()
