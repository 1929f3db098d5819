"""A paper as PDF (PDF 导出): LibreOffice makes it of the Word file, where LibreOffice is installed."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from baicheng.reading.sources.office import NotConverted, converted, libreoffice

PDF = "application/pdf"
#: A paper is made of a few pages: what takes longer hangs.
TIMEOUT_SECONDS = 60


def pdf_file(word: bytes) -> bytes:
    """The PDF of a Word file, made in a folder of its own with a profile of its own.

    Raises:
        ValidationError: LibreOffice is not installed, takes too long or makes nothing.
    """
    program = libreoffice()
    if program is None:
        raise ValidationError(
            _("No PDF can be made here: LibreOffice is not installed. Download the Word file instead.")
        )
    try:
        return converted(word, program, to="pdf:writer_pdf_Export", ending="pdf", seconds=TIMEOUT_SECONDS)
    except NotConverted as error:
        raise ValidationError(
            _("LibreOffice made no PDF of the paper. Download the Word file instead.")
        ) from error
