"""What records are found by, with the index of each database."""

from sqlite3 import complete_statement

import django.db.models.deletion
from django.db import migrations, models

SQLITE = """
CREATE VIRTUAL TABLE registers_searchtext_fts USING fts5(
    pairs, content='registers_searchtext', content_rowid='record_id', detail='none',
    tokenize='unicode61 remove_diacritics 0'
);
CREATE TRIGGER registers_searchtext_added AFTER INSERT ON registers_searchtext BEGIN
    INSERT INTO registers_searchtext_fts(rowid, pairs) VALUES (new.record_id, new.pairs);
END;
CREATE TRIGGER registers_searchtext_removed AFTER DELETE ON registers_searchtext BEGIN
    INSERT INTO registers_searchtext_fts(registers_searchtext_fts, rowid, pairs)
    VALUES ('delete', old.record_id, old.pairs);
END;
CREATE TRIGGER registers_searchtext_changed AFTER UPDATE ON registers_searchtext BEGIN
    INSERT INTO registers_searchtext_fts(registers_searchtext_fts, rowid, pairs)
    VALUES ('delete', old.record_id, old.pairs);
    INSERT INTO registers_searchtext_fts(rowid, pairs) VALUES (new.record_id, new.pairs);
END;
"""
POSTGRESQL = """
CREATE INDEX registers_searchtext_pairs ON registers_searchtext USING gin (string_to_array(pairs, ' '));
"""


def index(apps, schema_editor):
    statements = {"sqlite": SQLITE, "postgresql": POSTGRESQL}[schema_editor.connection.vendor]
    statement = ""
    for line in statements.splitlines(keepends=True):
        statement += line
        if statement.strip() and complete_statement(statement):
            schema_editor.execute(statement)
            statement = ""


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="SearchText",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="registers.record",
                    ),
                ),
                ("pairs", models.TextField()),
            ],
        ),
        migrations.RunPython(index, migrations.RunPython.noop),
    ]
