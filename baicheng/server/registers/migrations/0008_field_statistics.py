"""How often each value of a field is by which lists are narrowed, for PostgreSQL's planner.

The indexes of fields leave out the records without the field, and PostgreSQL keeps no statistics of such indexes: it
takes every value for rare, and gathers a hundred thousand records where the first two hundred were asked for.
"""

from typing import Any

from django.db import migrations

INDEXES = "SELECT indexname FROM pg_indexes WHERE tablename = 'registers_record' AND indexname LIKE 'rf\\_%'"
STATISTICS = "SELECT stxname FROM pg_statistic_ext WHERE stxname LIKE 'rs\\_%'"


def _create(_apps: Any, schema_editor: Any) -> None:
    for field in _names(schema_editor, INDEXES):
        schema_editor.execute(
            f"CREATE STATISTICS IF NOT EXISTS \"rs_{field}\" ON (fields ->> '{field}') FROM registers_record"
        )


def _drop(_apps: Any, schema_editor: Any) -> None:
    for field in _names(schema_editor, STATISTICS):
        schema_editor.execute(f'DROP STATISTICS IF EXISTS "rs_{field}"')


def _names(schema_editor: Any, question: str) -> list[str]:
    """The fields that have such a thing; none in another database."""
    if schema_editor.connection.vendor != "postgresql":
        return []
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(question)
        return [name[len("rf_") :] for (name,) in cursor.fetchall()]


class Migration(migrations.Migration):
    dependencies = [("registers", "0007_text_statistics")]

    operations = [migrations.RunPython(_create, _drop)]
