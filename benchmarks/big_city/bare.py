"""The floor: Django with nothing of ours, a view that lists fifty rows of the same table."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path

from baicheng.server.config.settings import *  # noqa: F403

ROOT_URLCONF = "big_city.bare"
MIDDLEWARE: list[str] = []
LIST = (
    "<table>{% for row in rows %}<tr><td>{{ row.number }}</td><td>{{ row.title }}</td><td>{{ row.state }}</td>"
    "<td>{{ row.due_at }}</td></tr>{% endfor %}</table>"
)


def bare(_request: HttpRequest) -> HttpResponse:
    from django.template import Context, Template

    from baicheng.server.registers.models import Record

    rows = Record.objects.filter(register="quality_programme.tasks").order_by("due_order", "id")[:50]
    return HttpResponse(Template(LIST).render(Context({"rows": rows})))


urlpatterns = [path("", bare)]
