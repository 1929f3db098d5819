"""The API (接口): every address under /api/v1, and what is said where one refuses."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied, RequestDataTooBig, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import RawPostDataException
from django.utils.translation import gettext_lazy as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError
from ninja.errors import ValidationError as Malformed
from ninja.operation import Operation

from baicheng.server.editions.queries import NotInstalled
from baicheng.server.exchange.api import bulk, directory, files, papers, records, registers, targets, work
from baicheng.server.exchange.authentication import Bearer, Session
from baicheng.server.exchange.faults import Refused, code_of, faults_of, of_schema, refusal
from baicheng.server.exchange.handlers import ROOT
from baicheng.server.exchange.parsing import BodyParser
from baicheng.server.exchange.services.importing import Unfit

#: The version of the API: the first number changes where a program that uses it must change.
VERSION = "1.0"


class Api(NinjaAPI):
    """Names operations as the functions that answer them, which is what programs are made from."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_root_path(self, _path_params: dict[str, Any]) -> str:
        return f"{ROOT}/"


api = Api(
    title="Baicheng",
    version=VERSION,
    description="Records, assignments, reports and the directory of a Baicheng installation.",
    auth=[Bearer(), Session()],
    parser=BodyParser(),
    urls_namespace="api",
    openapi_url="/openapi.json",
    docs_url=None,
)
for of_app in (registers, records, files, bulk, work, targets, directory, papers):
    api.add_router("", of_app.router)

#: What the API is for, in the reader's language.
PURPOSE = _("What you see and do here is what your account may see and do on the pages.")


def _answer(request: HttpRequest, code: str, message: str = "") -> HttpResponse:
    refused = Refused(code, message)
    return api.create_response(request, refused.said(), status=refused.status)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return api.create_response(request, error.said(), status=error.status)


@api.exception_handler(AuthenticationError)
def _nobody(request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = _answer(request, "not_signed_on")
    answer.headers["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return _answer(request, "csrf" if error.status_code == 403 else "unreadable")


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
    return _answer(request, "too_large")


@api.exception_handler(RawPostDataException)
def _form(request: HttpRequest, _error: RawPostDataException) -> HttpResponse:
    """A form was sent, and read as one before this address was reached."""
    return _answer(request, "unreadable")


@api.exception_handler(Malformed)
def _malformed(request: HttpRequest, error: Malformed) -> HttpResponse:
    return api.create_response(request, refusal("invalid", of_schema(error.errors)), status=422)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    code = code_of(error)
    return api.create_response(request, refusal(code, faults_of(error)), status=Refused(code).status)


@api.exception_handler(Unfit)
def _unfit(request: HttpRequest, error: Unfit) -> HttpResponse:
    return api.create_response(request, refusal("invalid", error.faults), status=422)


@api.exception_handler(PermissionDenied)
def _forbidden(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return _answer(request, "forbidden", str(error))


def _missing(request: HttpRequest, _error: Any) -> HttpResponse:
    """Nothing is there, or nothing that the asker may know of: the two look the same."""
    return _answer(request, "not_found")


for missing in (Http404, ObjectDoesNotExist, NotInstalled):
    api.add_exception_handler(missing, _missing)

__all__ = ["PURPOSE", "VERSION", "api"]
