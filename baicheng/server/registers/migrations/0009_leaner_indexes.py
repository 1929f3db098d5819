import django.db.models.deletion
from django.db import migrations, models


def dropped(index, table, column):
    """An index of one column, with which another begins; to drop it alone spares SQLite to write the table anew."""
    return migrations.RunSQL(
        f'DROP INDEX IF EXISTS "{index}"', f'CREATE INDEX IF NOT EXISTS "{index}" ON "{table}" ("{column}")'
    )


class Migration(migrations.Migration):

    dependencies = [
        ('orgs', '0002_succession'),
        ('registers', '0008_field_statistics'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                dropped('registers_access_subject_id_2be208d7', 'registers_access', 'subject_id'),
                dropped('registers_access_record_id_4f793fa6', 'registers_access', 'record_id'),
                dropped('registers_record_parent_id_a2bceb5e', 'registers_record', 'parent_id'),
                dropped('registers_version_record_id_7f662683', 'registers_version', 'record_id'),
            ],
            state_operations=[
                migrations.AlterField(
                    model_name='access',
                    name='record',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='access', to='registers.record'),
                ),
                migrations.AlterField(
                    model_name='access',
                    name='subject',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='orgs.subject'),
                ),
                migrations.AlterField(
                    model_name='record',
                    name='parent',
                    field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='registers.record'),
                ),
                migrations.AlterField(
                    model_name='version',
                    name='record',
                    field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='registers.record'),
                ),
            ],
        ),
        # By record first: then it also finds those who see a record, which lists by subject do not.
        migrations.RemoveConstraint(model_name='access', name='access_once'),
        migrations.AddConstraint(
            model_name='access',
            constraint=models.UniqueConstraint(fields=('record', 'subject'), name='access_once'),
        ),
    ]
