"""Events of the last days and the open signals, by which lists are sorted and narrowed."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models

_AT_A_TIME = 500


def fill(apps: Any, schema_editor: Any) -> None:
    """Signals from the verdicts. Events are not in them: each book is evaluated anew, which writes them."""
    State = apps.get_model("evaluation", "AccountState")
    rows = apps.get_model("evaluation", "AccountVerdict").objects.order_by("pk").values_list("account_id", "verdict")
    for account, verdict in rows.iterator(chunk_size=_AT_A_TIME):
        told = " ".join(dict.fromkeys(finding["signal"] for finding in verdict["signals"]))
        signals = f" {told} " if told else ""
        State.objects.filter(account_id=account).update(signals=signals, inputs_fingerprint="")
    apps.get_model("evaluation", "BookState").objects.update(version="")


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0008_whole_runs_alone")]

    operations = [
        migrations.AddField("accountstate", "events_7", models.PositiveBigIntegerField(null=True)),
        migrations.AddField("accountstate", "events_28", models.PositiveBigIntegerField(null=True)),
        migrations.AddField("accountstate", "signals", models.TextField(blank=True, default="")),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
