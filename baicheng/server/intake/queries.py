"""Reading imports. Drafts are the business of the programme's office alone until they are issued."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Count, Q, QuerySet

from baicheng.packs.pack import Pack
from baicheng.packs.schema.fields import Field
from baicheng.server.accounts.models import Role, User
from baicheng.server.documents.models import Document
from baicheng.server.editions.queries import pack as installed
from baicheng.server.editions.queries import packs
from baicheng.server.intake.models import Decision, Import
from baicheng.server.intake.tasks import content_field, due_field
from baicheng.server.orgs.models import Subject, SubjectKind
from baicheng.server.registers.books import book_of
from baicheng.server.registers.models import Record
from baicheng.server.registers.queries import visible

#: Kinds of subjects that no document names as a party.
_NO_PARTIES = (SubjectKind.RECORD,)


def programmes_of(user: User) -> list[Pack]:
    """The installed programmes of whose office a user is and that take plans in."""
    offices = {grant.programme for grant in user.present_grants if grant.role == Role.OFFICE}
    return [
        pack
        for pack in packs()
        if pack.manifest.intake is not None and ("" in offices or pack.name in offices)
    ]


def imports_for(user: User) -> QuerySet[Import]:
    """The imports that a user may know of: those of the programmes of whose office the user is."""
    offices = {grant.programme for grant in user.present_grants if grant.role == Role.OFFICE}
    found = Import.objects.select_related("document", "started_by__person", "issued_by__person")
    found = found.defer("document__text")
    return found if "" in offices else found.filter(programme__in=offices)


def with_progress(imports: QuerySet[Import]) -> QuerySet[Import]:
    """Imports with ``task_count`` and ``pending_count``, the number of their tasks and of those undecided."""
    return imports.annotate(
        task_count=Count("tasks"), pending_count=Count("tasks", filter=Q(tasks__decision=Decision.PENDING))
    )


def tasks_of(document: Document, user: User, limit: int) -> list[Record]:
    """The tasks that rest on a document, as far as the user may see them, by number; ``limit`` at most."""
    found: list[Record] = []
    for pack in packs():
        if pack.manifest.intake is not None:
            rows = visible(user, f"{pack.name}.{pack.manifest.intake.tasks}")
            rows = rows.filter(clause__document=document).select_related("clause").order_by("number")
            found += rows[: limit - len(found)]
    return found


def asked_at_issue(programme: str) -> Mapping[str, Field]:
    """The fields that the register of tasks requires and that no document states, such as a task's origin.

    The page that issues asks for them once for all tasks (``issue(values=…)``); a draft's own ``fields`` come
    first.
    """
    intake = installed(programme).manifest.intake
    if intake is None:
        return {}
    book = book_of(f"{programme}.{intake.tasks}")
    stated = {content_field(book), due_field(book)}
    return {
        name: field for name, field in book.register.fields_.items() if field.required and name not in stated
    }


def units_named(part: str, limit: int = 20) -> list[str]:
    """The names of subjects that can take part in a task and whose name holds ``part``."""
    found = Subject.objects.filter(name__icontains=part, until=None).exclude(kind__in=_NO_PARTIES)
    return list(found.order_by("name").values_list("name", flat=True)[:limit])
