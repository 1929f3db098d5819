from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('assignments', '0006_leaner_still'),
        ('documents', '0001_initial'),
        ('orgs', '0002_succession'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='assignment',
            name='assignments_bearer__02ee3f_idx',
        ),
        migrations.AddIndex(
            model_name='assignment',
            index=models.Index(fields=['bearer', 'outcome', 'due_at', 'id'], name='assignments_bearer__191a5f_idx'),
        ),
    ]
