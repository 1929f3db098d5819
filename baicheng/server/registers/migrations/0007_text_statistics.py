"""What the texts of records are like, for PostgreSQL's planner.

Without it, it takes every text for rare and reads a million records to sort the few it expects, where the first
page of a common word stands among the first thousand in the order of the list.
"""

from typing import Any

from django.db import migrations

CREATE = (
    "CREATE STATISTICS IF NOT EXISTS registers_record_texts ON (upper(number::text)), (upper(title::text)) "
    "FROM registers_record"
)
DROP = "DROP STATISTICS IF EXISTS registers_record_texts"


def _create(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(CREATE)


def _drop(_apps: Any, schema_editor: Any) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(DROP)


class Migration(migrations.Migration):
    dependencies = [("registers", "0006_standing")]

    operations = [migrations.RunPython(_create, _drop)]
