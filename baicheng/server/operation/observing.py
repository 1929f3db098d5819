"""What every request leaves behind: a number to find it by, a line in the log, figures (请求编号)."""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import Counter, Histogram

#: The number of the request that is being answered; empty in background work.
request_id: ContextVar[str] = ContextVar("request_id", default="")
HEADER = "X-Request-ID"
#: A number that a proxy in front may have given.
_GIVEN = re.compile(r"^[0-9A-Za-z-]{8,64}$")
#: Addresses that machines ask every few seconds: no line for each.
_SILENT = frozenset({"health_live", "health_ready", "metrics"})

REQUESTS = Counter("baicheng_requests", "Requests answered.", ["page", "method", "status"])
SECONDS = Histogram(
    "baicheng_request_seconds",
    "Time to answer.",
    ["page"],
    buckets=(0.025, 0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 10, 60),
)

log = logging.getLogger("baicheng.request")


class RequestNumber(logging.Filter):
    """Puts the number of the request into every line of the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Never drops a line."""
        record.request_id = request_id.get() or "-"
        return True


class ObservedMiddleware:
    """Numbers, times, counts and logs requests; stands before all others."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "")
        number = given if _GIVEN.match(given) else uuid.uuid4().hex
        request.META["REQUEST_NUMBER"] = number
        token = request_id.set(number)
        began = time.perf_counter()
        try:
            response = self.get_response(request)
            _tell(request, response, time.perf_counter() - began)
        finally:
            request_id.reset(token)
        response.headers[HEADER] = number
        return response


def _tell(request: HttpRequest, response: HttpResponseBase, took: float) -> None:
    match = request.resolver_match
    page = match.view_name if match else "none"
    if page in _SILENT:
        return
    # A method is whatever a stranger writes; an unbounded label would fill the memory.
    method = (
        request.method if request.method in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"} else "other"
    )
    REQUESTS.labels(page, method, response.status_code).inc()
    SECONDS.labels(page).observe(took)
    user = getattr(request, "user", None)
    log.info(
        "%s %s %s",
        method,
        request.path,  # without the query, in which names may stand
        response.status_code,
        extra={
            "page": page,
            "status": response.status_code,
            "milliseconds": round(took * 1000),
            "account": user.pk if user is not None and user.is_authenticated else None,
        },
    )
