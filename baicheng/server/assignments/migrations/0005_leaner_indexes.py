import django.db.models.deletion
from django.db import migrations, models


def dropped(index, table, column):
    """An index of one column, with which another begins; to drop it alone spares SQLite to write the table anew."""
    return migrations.RunSQL(
        f'DROP INDEX IF EXISTS "{index}"', f'CREATE INDEX IF NOT EXISTS "{index}" ON "{table}" ("{column}")'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0004_late_of_bearers'),
        ('orgs', '0002_succession'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                dropped('assignments_assignment_bearer_id_d831a632', 'assignments_assignment', 'bearer_id'),
                dropped(
                    'assignments_assignment_recipients_assignment_id_0c49db00',
                    'assignments_assignment_recipients',
                    'assignment_id',
                ),
                dropped(
                    'assignments_assignment_recipients_subject_id_4c2355a8',
                    'assignments_assignment_recipients',
                    'subject_id',
                ),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='assignment',
                    name='bearer',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='orgs.subject'),
                ),
                migrations.CreateModel(
                    name='Recipient',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('assignment', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='assignments.assignment')),
                        ('subject', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.subject')),
                    ],
                    options={
                        'db_table': 'assignments_assignment_recipients',
                        'unique_together': {('assignment', 'subject')},
                    },
                ),
                migrations.AlterField(
                    model_name='assignment',
                    name='recipients',
                    field=models.ManyToManyField(blank=True, related_name='+', through='assignments.Recipient', to='orgs.subject'),
                ),
            ],
        ),
    ]
