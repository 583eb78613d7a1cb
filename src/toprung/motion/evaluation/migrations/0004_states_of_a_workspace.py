"""Every state and every change names its workspace; lists sort by indexes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("evaluation", "0003_fill_states"),
    ]

    operations = [
        migrations.AlterField(
            model_name="accountstate",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="states", to="tenancy.workspace"
            ),
        ),
        migrations.AlterField(
            model_name="statechange",
            name="rung",
            field=models.PositiveSmallIntegerField(),
        ),
        migrations.AlterField(
            model_name="statechange",
            name="workspace",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="state_changes", to="tenancy.workspace"
            ),
        ),
        migrations.AddIndex(
            model_name="accountstate",
            index=models.Index(fields=["workspace", "arr"], name="state_arr"),
        ),
        migrations.AddIndex(
            model_name="accountstate",
            index=models.Index(fields=["workspace", "rung", "arr"], name="state_rung"),
        ),
        migrations.AddIndex(
            model_name="accountstate",
            index=models.Index(fields=["workspace", "health"], name="state_health"),
        ),
        migrations.AddIndex(
            model_name="accountstate",
            index=models.Index(fields=["workspace", "renewal_on"], name="state_renewal"),
        ),
        migrations.AddIndex(
            model_name="accountstate",
            index=models.Index(fields=["workspace", "users_7"], name="state_users"),
        ),
        migrations.AddIndex(
            model_name="accountstate",
            index=models.Index(fields=["workspace", "changed_on"], name="state_changed"),
        ),
        migrations.AddIndex(
            model_name="accountstate",
            index=models.Index(fields=["workspace", "segment"], name="state_segment"),
        ),
        migrations.AddIndex(
            model_name="accountstate",
            index=models.Index(fields=["workspace", "owner"], name="state_owner"),
        ),
        migrations.AddIndex(
            model_name="accountstate",
            index=models.Index(
                condition=models.Q(("triage", ""), _negated=True), fields=["workspace", "arr"], name="state_triage"
            ),
        ),
        migrations.AddIndex(
            model_name="accountstate",
            index=models.Index(
                condition=models.Q(("check_is_due", True)), fields=["workspace", "check_asked_on"], name="state_check"
            ),
        ),
        migrations.AddIndex(
            model_name="statechange",
            index=models.Index(fields=["workspace", "since"], name="change_day"),
        ),
    ]
