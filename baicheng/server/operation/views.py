"""What machines ask: whether the installation lives, whether it can work, its figures (健康检查, 指标)."""

from __future__ import annotations

import os
import secrets

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Gauge,
    generate_latest,
)
from prometheus_client.multiprocess import MultiProcessCollector

from baicheng.server.assignments.models import Assignment, Outcome
from baicheng.server.history.queries import last_event
from baicheng.server.operation.worker import WORKER_GONE_S, worker_age


@login_not_required
@never_cache
@require_safe
def live(_request: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"live": True})


@login_not_required
@never_cache
@require_safe
def ready(_request: HttpRequest) -> JsonResponse:
    """Whether pages can work: the database answers and is of this version. 503 where they cannot.

    The background work is told, too, and is no condition: pages go on without it.
    """
    database, migrated = _database()
    age = worker_age()
    told = {"database": database, "migrated": migrated, "worker": age is not None and age < WORKER_GONE_S}
    return JsonResponse(told, status=200 if database and migrated else 503)


@login_not_required
@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures in the format of Prometheus, for whoever has the token of ``BAICHENG_METRICS_TOKEN``."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").encode()
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given, settings.METRICS_TOKEN.encode()):
        raise Http404
    return HttpResponse(_requests() + generate_latest(_state()), content_type=CONTENT_TYPE_LATEST)


def _database() -> tuple[bool, bool]:
    try:
        executor = MigrationExecutor(connection)
        return True, not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return False, False


def _requests() -> bytes:
    """The figures of all processes that serve pages, where there are several."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return generate_latest(REGISTRY)
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library gives it no types
    return generate_latest(registry)


def _state() -> CollectorRegistry:
    """What stands in the database at this moment."""
    registry = CollectorRegistry()
    still_open = Assignment.objects.filter(outcome=Outcome.OPEN)
    figures = {
        "baicheng_assignments_open": ("Assignments that are open.", still_open.count()),
        "baicheng_assignments_late": (
            "Open assignments that are past due.",
            still_open.filter(due_at__lt=timezone.now()).count(),
        ),
        "baicheng_history_events": (
            "The number of the last event of history.",
            last_event(),
        ),
        "baicheng_worker_age_seconds": (
            "Seconds since the background process gave a sign of life; -1: never.",
            -1 if (age := worker_age()) is None else age,
        ),
    }
    for name, (told, value) in figures.items():
        Gauge(name, told, registry=registry).set(value)
    return registry
