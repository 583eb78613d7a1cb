"""Outcomes keep which template of the library they were started from; those on file were written without one."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0004_result_template"),
    ]

    operations = [
        migrations.AddField(
            model_name="outcomeversion",
            name="template",
            field=models.CharField(blank=True, default="", max_length=120),
        ),
    ]
