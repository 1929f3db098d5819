"""Reading documents (公文): drafts are their office's own, what was issued is for everybody who is signed on."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from baicheng.server.accounts.models import Role, User
from baicheng.server.accounts.queries import grants_of
from baicheng.server.documents.models import Clause, Document

#: How an import stands once its tasks are in the ledger; `intake`, which keeps it, comes after this app.
_ISSUED = "issued"


def readable(user: User) -> QuerySet[Document]:
    """The documents that a user may read.

    Those of which tasks were issued; of others those that the user took in, and those that an office of which
    the user is has taken in for its programme.
    """
    offices = {grant.programme for grant in grants_of(user) if grant.role == Role.OFFICE}
    own = Q(imports__isnull=False) if "" in offices else Q(imports__programme__in=offices)
    found = Document.objects.filter(Q(imports__state=_ISSUED) | Q(uploaded_by=user) | own)
    return Document.objects.filter(pk__in=found.values("pk"))


def documents(user: User, search: str = "") -> QuerySet[Document]:
    """The documents that a user may read, the newest first, or those whose number, title or issuer fits."""
    found = readable(user).defer("text")
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
