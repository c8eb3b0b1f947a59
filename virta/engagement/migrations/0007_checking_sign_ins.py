from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('engagement', '0006_indexes_for_many_posts'),
    ]

    operations = [
        migrations.AddField(
            model_name='connection',
            name='check_at',
            field=models.DateTimeField(db_index=True, null=True),
        ),
        migrations.AddField(
            model_name='connection',
            name='ends_at',
            field=models.DateTimeField(db_index=True, null=True),
        ),
        migrations.AddField(
            model_name='connection',
            name='trouble_since',
            field=models.DateTimeField(null=True),
        ),
    ]
