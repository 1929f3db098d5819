"""What the API says when it refuses (错误信息): which field, what is wrong, how to mend it, in the asker's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja import Schema
from pydantic import Field

from baicheng.server.registers.books import Book


class Fault(Schema):
    """One thing that is wrong."""

    field: str = Field(description="The field, with its path: values.progress; empty where it is the whole.")
    row: int | None = Field(None, description="Of many records that were sent: which one, from 1.")
    message: str = Field(description="What is wrong.")
    remedy: str = Field(description="What to do about it.")


class Refusal(Schema):
    """Why nothing was done."""

    code: str = Field(description="For programs: invalid, stale, forbidden, not_found …")
    errors: list[Fault]


#: What every operation may answer besides what it is for.
REFUSALS: Mapping[int, type[Refusal]] = dict.fromkeys((400, 401, 403, 404, 405, 409, 413, 422, 429), Refusal)

#: Status, what is wrong, and what to do, by code.
CODES: Mapping[str, tuple[int, Any, Any]] = {
    "unreadable": (
        400,
        gettext_lazy("What was sent cannot be read."),
        gettext_lazy("Send JSON in UTF-8 with the header Content-Type: application/json."),
    ),
    "not_signed_on": (
        401,
        gettext_lazy("Nobody is signed on."),
        gettext_lazy(
            "Send “Authorization: Bearer …” with a valid token (My account, API access), or sign on first."
        ),
    ),
    "forbidden": (
        403,
        gettext_lazy("Your account may not do this."),
        gettext_lazy("If it belongs to your work, ask your administrator for the role."),
    ),
    "scope": (
        403,
        gettext_lazy("This token may only read."),
        gettext_lazy("Make a token that may write (My account, API access)."),
    ),
    "csrf": (
        403,
        gettext_lazy("The request does not prove that it comes from this site."),
        gettext_lazy("Send the token of a form in the header X-CSRFToken, or use a bearer token."),
    ),
    "first_password": (
        403,
        gettext_lazy("The first password has not been changed yet."),
        gettext_lazy("Sign on with a browser and choose a password of your own."),
    ),
    "not_found": (
        404,
        gettext_lazy("Nothing is here."),
        gettext_lazy("Check the address; what your account may not know of is not here either."),
    ),
    "method": (
        405,
        gettext_lazy("This address does not take that method."),
        gettext_lazy("The header Allow names the methods that it takes."),
    ),
    "stale": (
        409,
        gettext_lazy("Somebody changed this meanwhile."),
        gettext_lazy("Read it again, and repeat your change with its present revision."),
    ),
    "repeated": (
        409,
        gettext_lazy("This idempotency key was used for another request."),
        gettext_lazy("Use a new key for each new request; the same key repeats the same one."),
    ),
    "too_large": (
        413,
        gettext_lazy("Too much was sent at once."),
        gettext_lazy("Send it in several parts."),
    ),
    "invalid": (
        422,
        gettext_lazy("Something in the request is not right."),
        gettext_lazy("Correct it and send the request again; /api/v1/docs says what each address takes."),
    ),
    "refused": (
        422,
        gettext_lazy("This cannot be done as things stand."),
        gettext_lazy("The record's “moves” say what can be done with it now, and what stands in the way."),
    ),
    "locked": (
        429,
        gettext_lazy("Too many wrong tokens came from this address."),
        gettext_lazy("Wait a quarter of an hour, then send a valid token."),
    ),
    "broken": (
        500,
        gettext_lazy("Something went wrong here; nothing was saved."),
        gettext_lazy(
            "Try again in a minute. If it happens again, tell the administrator when; the log says more."
        ),
    ),
}


class Refused(Exception):
    """The API refuses; ``code`` is one of ``CODES``."""

    def __init__(self, code: str, message: str = "", field: str = "") -> None:
        self.code, self.message, self.field = code, message, field
        super().__init__(code, message)

    @property
    def status(self) -> int:
        return CODES[self.code][0]

    def said(self) -> dict[str, Any]:
        """The answer's body."""
        return refusal(self.code, [fault(self.code, self.message, self.field)])


def refusal(code: str, errors: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """The body of a refusal."""
    return {"code": code, "errors": list(errors)}


def fault(code: str, message: str = "", field: str = "", row: int | None = None) -> dict[str, Any]:
    """One fault; what is wrong in general where nothing more exact is known."""
    _status, what, remedy = CODES[code]
    return {"field": field, "row": row, "message": message or str(what), "remedy": str(remedy)}


def code_of(error: ValidationError) -> str:
    """The code of what a service refused."""
    if not hasattr(error, "error_dict"):
        found = {one.code for one in error.error_list}
        for code in ("stale", "refused"):
            if code in found:
                return code
    return "invalid"


def faults_of(error: ValidationError, row: int | None = None) -> Iterator[dict[str, Any]]:
    """What a service refused, one fault for each message."""
    code = code_of(error)
    if not hasattr(error, "error_dict"):
        for message in error.messages:
            yield fault(code, message, row=row)
        return
    for name, errors in error.error_dict.items():
        for message in ValidationError(errors).messages:
            yield fault(code, message, "" if name == "__all__" else name, row)


@contextmanager
def placed(book: Book) -> Iterator[None]:
    """Fields and roles that a service names are named by where they stand in the request."""
    try:
        yield
    except ValidationError as error:
        if not hasattr(error, "error_dict"):
            raise
        raise ValidationError({_place(book, name): one for name, one in error.error_dict.items()}) from error


def _place(book: Book, name: str) -> str:
    if name in book.register.fields_:
        return f"values.{name}"
    return f"parties.{name}" if name in book.register.parties else name


def of_schema(found: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    """What pydantic finds wrong with a request."""
    for one in found:
        where = [str(part) for part in one.get("loc", ())]
        path = [part for part in where[1:] if part not in ("payload", "filters")]
        yield fault("invalid", _said(str(one.get("type", "")), one.get("ctx") or {}), ".".join(path))


def _said(kind: str, given: Mapping[str, Any]) -> str:
    """What is wrong by pydantic's name for it, in the reader's language."""
    fixed = {
        "missing": _("This is required."),
        "extra_forbidden": _("There is no such field here."),
        "bool_parsing": _("Write true or false."),
        "bool_type": _("Write true or false."),
        "dict_type": _("An object ({…}) is expected here."),
        "model_attributes_type": _("An object ({…}) is expected here."),
        "model_type": _("An object ({…}) is expected here."),
        "list_type": _("A list ([…]) is expected here."),
        "string_type": _("A text is expected here."),
    }
    if kind in fixed:
        return fixed[kind]
    if kind.startswith(("int_", "decimal_", "float_")):
        return (
            _("A whole number is expected here.")
            if kind.startswith("int_")
            else _("A number is expected here.")
        )
    if kind.startswith(("datetime_", "timezone_")):
        return _("Write a moment with its zone, such as 2026-03-31T09:00:00+08:00.")
    if kind.startswith("date_"):
        return _("Write a day as 2026-03-31.")
    if kind in ("literal_error", "enum"):
        return _("One of these is expected: %(known)s.") % {"known": given.get("expected", "")}
    if kind in ("greater_than_equal", "greater_than"):
        return _("At least %(least)s is expected.") % {"least": given.get("ge", given.get("gt", ""))}
    if kind in ("less_than_equal", "less_than"):
        return _("At most %(most)s is expected.") % {"most": given.get("le", given.get("lt", ""))}
    if kind in ("string_too_long", "too_long"):
        return _("This is too long: at most %(most)s.") % {"most": given.get("max_length", "")}
    if kind in ("string_too_short", "too_short"):
        return _("This is too short: at least %(least)s.") % {"least": given.get("min_length", "")}
    return _("This is not what is expected here.")
