"""Reading documents (公文): drafts are their office's own, what was issued is for everybody who is signed on."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

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


def clauses_meant(document: Document, texts: Collection[str], part: str = "") -> dict[str, Clause]:
    """The clauses that texts such as 第六条(一) or 附件2 六(一) mean; of a text that names several, the first.

    Where the very clause has no address of its own, it is the one above it; what fits nothing is left out.

    Args:
        part: the part of the document in which they stand, where that has an address, such as 附件2.
    """
    by_address = {clause.address.replace(" ", ""): clause for clause in document.clauses.all()}
    found = {text: _clause_meant(by_address, text, part) for text in texts}
    return {text: clause for text, clause in found.items() if clause is not None}


#: What parts the clauses that one text names, and the last step of an address.
_SEVERAL = re.compile(r"[、，,；;]|至|和")
_LAST_STEP = re.compile(r"(?:\([^()]*\)|第[^第]*|[0-9]+|[一二三四五六七八九十百]+)$")


def _clause_meant(by_address: Mapping[str, Clause], text: str, part: str) -> Clause | None:
    first = _SEVERAL.split(text.replace("（", "(").replace("）", ")"))[0].replace(" ", "")
    while first:
        named = [by_address[one] for one in (part.replace(" ", "") + first, first) if one in by_address]
        if named:
            return named[0]
        step = re.compile(rf"(?<![0-9一二三四五六七八九十百]){re.escape(first)}$")
        ending = [clause for address, clause in by_address.items() if step.search(address)]
        if len(ending) == 1 and not first.isdecimal():
            return ending[0]
        shorter = _LAST_STEP.sub("", first)
        first = shorter if shorter != first else ""
    return None


def clauses_within(keys: Collection[int]) -> list[int]:
    """The ids of some clauses and of all that stand below them: 三(一) with 三(一)1 and 三(一)1(2)."""
    within = Q(pk__in=keys)
    for one in Clause.objects.filter(pk__in=keys):
        within |= Q(document=one.document_id, start__gte=one.start, end__lte=one.end, level__gt=one.level)
    return sorted(Clause.objects.filter(within).values_list("pk", flat=True))


def above_and(clauses: Collection[Clause]) -> list[Clause]:
    """Some clauses and all above them, each once."""
    found = {one.pk: one for one in clauses}
    above = Q(pk__in=[])
    for one in clauses:
        above |= Q(document=one.document_id, start__lte=one.start, end__gte=one.end, level__lt=one.level)
    for one in Clause.objects.filter(above).select_related("document"):
        found.setdefault(one.pk, one)
    return list(found.values())
