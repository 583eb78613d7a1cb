"""Who sells to an account, and when a prospect is to sign."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0003_stakeholder_email_lower"),
    ]

    operations = [
        migrations.AddField(
            model_name="account",
            name="seller",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="account",
            name="signature_expected_on",
            field=models.DateField(blank=True, null=True),
        ),
    ]
