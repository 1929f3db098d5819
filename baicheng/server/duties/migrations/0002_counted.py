"""The tasks of overviews as they were counted, with triggers that note which tasks are to be counted anew."""

from sqlite3 import complete_statement

from django.db import migrations, models

#: What of a record decides under which light and chapter it counts, and in which year.
_COLUMNS = ("stage", "deadline_at", "risk_at", "opened_at", "closed_at", "clause_id")


def _of_sqlite():
    counted = "EXISTS (SELECT 1 FROM duties_counting WHERE register = {row}.register)"
    # What a transaction writes of one record is noted once: SQLite has one writer at a time.
    note = (
        "INSERT INTO duties_touched (register, record_id) SELECT record.register, record.id FROM registers_record record "
        "WHERE record.id = {row}.{key} AND EXISTS (SELECT 1 FROM duties_counting WHERE register = record.register) "
        "AND NOT EXISTS (SELECT 1 FROM duties_touched noted WHERE noted.record_id = record.id)"
    )
    old, new = (", ".join(f"{row}.{name}" for name in _COLUMNS) for row in ("old", "new"))
    made = {
        ("record", "added"): f"INSERT ON registers_record WHEN {counted.format(row='new')}",
        ("record", "changed"): f"UPDATE OF {', '.join(_COLUMNS)} ON registers_record WHEN ({old}) IS NOT ({new})",
        ("access", "added"): f"INSERT ON registers_access WHEN {counted.format(row='new')}",
        ("access", "changed"): "UPDATE OF role ON registers_access WHEN old.role IS NOT new.role",
        ("access", "removed"): f"DELETE ON registers_access WHEN {counted.format(row='old')}",
        ("party", "added"): "INSERT ON registers_party",
        ("party", "changed"): "UPDATE OF since, until, superseded_at ON registers_party",
        ("party", "removed"): "DELETE ON registers_party",
    }
    for (table, what), when in made.items():
        row, key = "old" if what == "removed" else "new", "id" if table == "record" else "record_id"
        yield (
            f"CREATE TRIGGER duties_touched_{table}_{what} AFTER {when} BEGIN {note.format(row=row, key=key)}; END;"
        )


def _of_postgresql():
    yield """CREATE FUNCTION duties_note_rows() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF EXISTS (SELECT 1 FROM duties_counting) THEN
    INSERT INTO duties_touched (register, record_id) SELECT DISTINCT record.register, record.id
    FROM touched_rows JOIN registers_record record ON record.id = touched_rows.record_id
    WHERE record.register IN (SELECT register FROM duties_counting);
END IF; RETURN NULL; END $$"""
    yield """CREATE FUNCTION duties_note_records() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
IF EXISTS (SELECT 1 FROM duties_counting) THEN
    INSERT INTO duties_touched (register, record_id) SELECT register, id
    FROM touched_rows WHERE register IN (SELECT register FROM duties_counting);
END IF; RETURN NULL; END $$"""
    yield """CREATE FUNCTION duties_note_record() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO duties_touched (register, record_id)
SELECT register, NEW.id FROM duties_counting WHERE register = NEW.register;
RETURN NULL; END $$"""
    yield """CREATE FUNCTION duties_note_row() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
INSERT INTO duties_touched (register, record_id) SELECT record.register, record.id
FROM registers_record record JOIN duties_counting USING (register) WHERE record.id = NEW.record_id;
RETURN NULL; END $$"""
    # Rows that are inserted or removed by the thousand are noted by the statement, others one by one if they differ.
    for table, what, rows in (
        ("record", "INSERT", "NEW"),
        ("access", "INSERT", "NEW"),
        ("access", "DELETE", "OLD"),
        ("party", "INSERT", "NEW"),
        ("party", "DELETE", "OLD"),
    ):
        yield (
            f"CREATE TRIGGER duties_touched_{table}_{what.lower()} AFTER {what} ON registers_{table} "
            f"REFERENCING {rows} TABLE AS touched_rows FOR EACH STATEMENT "
            f"EXECUTE FUNCTION duties_note_{'records' if table == 'record' else 'rows'}()"
        )
    for table, columns in (
        ("record", _COLUMNS),
        ("access", ("role",)),
        ("party", ("since", "until", "superseded_at")),
    ):
        old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
        yield (
            f"CREATE TRIGGER duties_touched_{table}_update AFTER UPDATE OF {', '.join(columns)} ON registers_{table} "
            f"FOR EACH ROW WHEN (ROW({old}) IS DISTINCT FROM ROW({new})) "
            f"EXECUTE FUNCTION duties_note_{'record' if table == 'record' else 'row'}()"
        )


def note_changes(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    for statement in {"sqlite": _of_sqlite, "postgresql": _of_postgresql}[vendor]():
        if vendor == "sqlite" and not complete_statement(statement):
            raise ValueError(f"not a whole statement: {statement}")
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("duties", "0001_initial"), ("registers", "0009_leaner_indexes")]
    operations = [
        migrations.CreateModel(
            name="Counting",
            fields=[
                ("register", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("is_complete", models.BooleanField(default=False)),
                ("turn", models.PositiveBigIntegerField(default=0)),
                ("counted_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Counted",
            fields=[
                ("record_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("register", models.CharField(max_length=120)),
                ("turns_at", models.DateTimeField(null=True)),
                ("viewers", models.TextField()),
                ("counters", models.TextField()),
            ],
            options={"indexes": [models.Index(fields=["register", "turns_at"], name="counted_turning")]},
        ),
        migrations.CreateModel(
            name="CountedSum",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("register", models.CharField(max_length=120)),
                ("viewer", models.CharField(max_length=40)),
                ("sums", models.JSONField(default=dict)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("register", "viewer"), name="counted_sum_once")
                ]
            },
        ),
        migrations.CreateModel(
            name="Touched",
            fields=[
                (
                    "id",
                    models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"),
                ),
                ("register", models.CharField(max_length=120)),
                ("record_id", models.BigIntegerField(db_index=True)),
            ],
        ),
        migrations.RunPython(note_changes, migrations.RunPython.noop),
    ]
