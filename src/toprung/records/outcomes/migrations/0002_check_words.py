"""What an owner says beside a yes or no."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0001_initial")]

    operations = [
        migrations.AddField(model_name="checkanswer", name="words", field=models.TextField(blank=True, default="")),
    ]
