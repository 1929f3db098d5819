import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0005_leaner_indexes'),
        ('documents', '0001_initial'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            # To drop it alone spares SQLite to write the table anew.
            database_operations=[
                migrations.RunSQL(
                    'DROP INDEX IF EXISTS "assignments_assignment_clause_id_b168cafd"',
                    'CREATE INDEX IF NOT EXISTS "assignments_assignment_clause_id_b168cafd" '
                    'ON "assignments_assignment" ("clause_id")',
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='assignment',
                    name='clause',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.clause'),
                ),
            ],
        ),
        migrations.RemoveIndex(
            model_name='assignment',
            name='assignments_missed__ac05a7_idx',
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(condition=models.Q(('missed_when_over', True), ('outcome', 'open')), fields=['due_at'], name='assignment_open_to_miss'),
        ),
    ]
