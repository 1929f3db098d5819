"""How forms are rendered on every page."""

from __future__ import annotations

from django.forms.renderers import DjangoTemplates


class PageForms(DjangoTemplates):
    """Forms in the look of the pages: label, help and error of each field beside it."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"
