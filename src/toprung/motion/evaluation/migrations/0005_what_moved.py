"""What a page tells of a day is found by an index, and what it counts is read from one."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models


def fill(apps: Any, schema_editor: Any) -> None:
    """Whose rung or band is another than before."""
    changes = apps.get_model("evaluation", "StateChange").objects.exclude(rung_before=None)
    changes.exclude(rung=models.F("rung_before"), band=models.F("band_before")).update(moved=True)


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0004_states_of_a_workspace")]

    operations = [
        migrations.AddField(model_name="statechange", name="moved", field=models.BooleanField(default=False)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="statechange",
            index=models.Index(
                fields=["workspace", "since", "arr"], condition=models.Q(moved=True), name="change_moved"
            ),
        ),
        migrations.AddIndex(
            model_name="accountstate",
            index=models.Index(
                fields=[
                    "workspace",
                    "lifecycle",
                    "rung",
                    "currency",
                    "check_state",
                    "hollow",
                    "triage",
                    "notice_on",
                    "arr",
                ],
                name="state_standing",
            ),
        ),
    ]
