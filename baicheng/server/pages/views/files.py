"""Files of a record (附件): taking one off."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baicheng.server.accounts.requests import SignedOnRequest
from baicheng.server.pages.views.asking import ReasonForm
from baicheng.server.pages.views.record import form_of_record
from baicheng.server.pages.views.revisions import seen_revision
from baicheng.server.registers import services
from baicheng.server.registers.models import Attachment
from baicheng.server.registers.queries import attachment_for
from baicheng.server.web.forms import add_errors


@require_http_methods(["GET", "POST"])
def remove_file(request: SignedOnRequest, pk: int) -> HttpResponse:
    """Take a file off a record, with the reason."""
    now = timezone.now()
    try:
        file = attachment_for(request.user, pk, now)
    except Attachment.DoesNotExist as error:
        raise Http404 from error
    record = file.record
    form = ReasonForm(request.POST or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            services.remove_attachment(
                file, user=request.user, at=now, revision=seen_revision(request), reason=reason
            )
        except ValidationError as error:
            add_errors(form, error)
        else:
            messages.success(request, _("The file is taken off."))
            return redirect(record)
    title = _("Take off “%(file)s”") % {"file": file.file_name}
    return form_of_record(request, form, record, title, _("Take off"))
