"""Runs over some accounts leave no row any more: each action left one, and nobody reads them."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def remove_partial(apps: Any, schema_editor: Any) -> None:
    """Take off file what says nothing of the whole book."""
    apps.get_model("evaluation", "Evaluation").objects.filter(partial=True).delete()


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0007_verdict_fingerprint")]

    operations = [
        migrations.RunPython(remove_partial, migrations.RunPython.noop),
        migrations.RemoveField(model_name="evaluation", name="partial"),
    ]
