import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('listening', '0012_spans'),
        ('ownership', '0001_initial'),
        ('people', '0002_sealed_letters'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='alarm',
            name='listening_alarm_about_one',
        ),
        migrations.AddField(
            model_name='alarm',
            name='is_over',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='alarm',
            name='source',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='alarms', to='listening.source'),
        ),
        migrations.AddConstraint(
            model_name='alarm',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rule__isnull', True), ('search__isnull', False), ('source__isnull', True)), models.Q(('rule__isnull', False), ('search__isnull', True), ('source__isnull', True)), models.Q(('rule__isnull', True), ('search__isnull', True), ('source__isnull', False)), _connector='OR'), name='listening_alarm_about_one'),
        ),
    ]
