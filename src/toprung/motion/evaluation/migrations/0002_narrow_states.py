"""Verdicts move to a table of their own; what lists need of them becomes columns, empty for now."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("book", "0001_initial"),
        ("evaluation", "0001_initial"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccountVerdict",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verdict", models.JSONField()),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="verdict", to="book.account"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BookState",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("as_of", models.DateField()),
                ("journal_position", models.PositiveBigIntegerField()),
                ("lake_fingerprint", models.CharField(blank=True, max_length=64)),
                ("version", models.CharField(max_length=32)),
                ("at", models.DateTimeField()),
                (
                    "workspace",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="book_state", to="tenancy.workspace"
                    ),
                ),
            ],
        ),
        # Moved before the columns come: adding one rewrites the table, which is small once the verdicts are out of it.
        migrations.RunSQL(
            "INSERT INTO evaluation_accountverdict (account_id, verdict)"
            " SELECT account_id, verdict FROM evaluation_accountstate",
            migrations.RunSQL.noop,
        ),
        migrations.RemoveField(model_name="accountstate", name="verdict"),
        migrations.AddField(
            model_name="accountstate",
            name="changed_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="check_asked_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="check_due_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="check_is_due",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="check_state",
            field=models.CharField(default="not_due", max_length=16),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="currency",
            field=models.CharField(blank=True, default="", max_length=3),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="first_value_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="gaps",
            field=models.CharField(blank=True, default="", max_length=4),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="hollow",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="named_result",
            field=models.TextField(blank=True, default=""),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="notice_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="owner",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="position",
            field=models.PositiveBigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="renewal_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="result_state",
            field=models.CharField(blank=True, default="", max_length=16),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="segment",
            field=models.CharField(blank=True, default="", max_length=100),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="triage",
            field=models.CharField(blank=True, default="", max_length=32),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="unknown",
            field=models.CharField(blank=True, default="", max_length=4),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="users_28",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="users_7",
            field=models.PositiveIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="validator",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="accountstate",
            name="workspace",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.CASCADE, related_name="states", to="tenancy.workspace"
            ),
        ),
        migrations.AddField(
            model_name="evaluation",
            name="summary",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="statechange",
            name="arr",
            field=models.DecimalField(decimal_places=4, max_digits=18, null=True),
        ),
        migrations.AddField(
            model_name="statechange",
            name="band",
            field=models.CharField(blank=True, default="", max_length=8),
        ),
        migrations.AddField(
            model_name="statechange",
            name="band_before",
            field=models.CharField(blank=True, default="", max_length=8),
        ),
        migrations.AddField(
            model_name="statechange",
            name="health_parts",
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name="statechange",
            name="rung",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="statechange",
            name="rung_before",
            field=models.PositiveSmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="statechange",
            name="workspace",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="state_changes",
                to="tenancy.workspace",
            ),
        ),
    ]
