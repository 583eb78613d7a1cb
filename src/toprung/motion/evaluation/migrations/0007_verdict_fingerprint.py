"""A state knows what its verdict says without reading it. Unknown until the account is judged again."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0006_lake_version")]

    operations = [
        migrations.AddField(
            model_name="accountstate",
            name="verdict_fingerprint",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
