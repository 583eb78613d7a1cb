"""When a result check is asked afresh, and which asking nobody answered; silence repeats like any no from now on."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import F


def fill(apps: Any, schema_editor: Any) -> None:
    """As far as the states know it; the next evaluation judges each anew, by the rule as it is now."""
    State = apps.get_model("evaluation", "AccountState")
    State.objects.filter(check_state="failed").update(check_again_on=F("check_due_on"))
    State.objects.filter(check_state="silent").update(check_unanswered_on=F("check_asked_on"), inputs_fingerprint="")
    apps.get_model("evaluation", "BookState").objects.update(version="")


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0009_use_and_signals")]

    operations = [
        migrations.AddField("accountstate", "check_again_on", models.DateField(null=True)),
        migrations.AddField("accountstate", "check_unanswered_on", models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
