"""The definitions by which outcomes are read from usage."""

from __future__ import annotations

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outcomes", "0002_check_words"),
    ]

    operations = [
        migrations.CreateModel(
            name="UsageMeasurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("events", "number of events"),
                            ("users", "different users"),
                            ("sum", "sum of a property"),
                            ("ratio", "ratio of two of these"),
                        ],
                        max_length=16,
                    ),
                ),
                ("events", models.JSONField(default=list)),
                ("property_name", models.CharField(blank=True, default="", max_length=200)),
                (
                    "counted",
                    models.CharField(
                        choices=[
                            ("events", "number of events"),
                            ("users", "different users"),
                            ("sum", "sum of a property"),
                            ("ratio", "ratio of two of these"),
                        ],
                        default="events",
                        max_length=16,
                    ),
                ),
                ("divided_by", models.JSONField(default=list)),
                ("divided_name", models.CharField(blank=True, default="", max_length=200)),
                (
                    "per",
                    models.CharField(
                        choices=[("week", "week"), ("month", "month"), ("since_go_live", "since go live")],
                        max_length=16,
                    ),
                ),
                ("times", models.DecimalField(decimal_places=8, default=1, max_digits=16)),
                ("defined_at", models.DateTimeField()),
                ("defined_by", models.CharField(max_length=200)),
                (
                    "outcome",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="usage_measurement",
                        to="outcomes.outcome",
                    ),
                ),
            ],
        ),
    ]
