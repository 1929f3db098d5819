from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.utils import translation

LATE_EVENING = datetime(2019, 3, 4, 16, 5, tzinfo=UTC)  # past midnight in Shanghai


@pytest.mark.parametrize(
    ("value", "name", "chinese", "english"),
    [
        (date(2019, 3, 5), "day", "2019年3月5日", "5 Mar 2019"),
        (LATE_EVENING, "day", "2019年3月5日", "5 Mar 2019"),
        (LATE_EVENING, "moment", "2019年3月5日 00:05", "5 Mar 2019, 00:05"),
        (None, "day", "—", "—"),
        (None, "moment", "—", "—"),
        (1234567, "amount", "1,234,567", "1,234,567"),
        (Decimal("1200.50"), "amount", "1200.50", "1200.50"),
        (Decimal("1E+4"), "amount", "10,000", "10,000"),
        (2026.0, "amount", "2026", "2026"),
        (-12000, "amount", "-12,000", "-12,000"),
        (0, "amount", "0", "0"),
        ({"zh": "督查", "en": "Supervision"}, "say", "督查", "Supervision"),
        ({"zh": "督查"}, "say", "督查", "督查"),
        (timedelta(minutes=14, seconds=1), "minutes", "15", "15"),
    ],
)
def test_a_value_is_written_as_each_language_writes_it(
    value: Any, name: str, chinese: str, english: str
) -> None:
    template = Template("{{ value|" + name + " }}")
    for language, wanted in (("zh-hans", chinese), ("en", english)):
        with translation.override(language):
            assert template.render(Context({"value": value})) == wanted
