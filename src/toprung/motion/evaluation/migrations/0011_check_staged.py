"""The day to which a check was put off, on the state too: the page of checks counts a staged backlog without the book."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import OuterRef, Subquery


def fill(apps: Any, schema_editor: Any) -> None:
    """As the book has it; an answer that was given since stands in the states' own `check_state`."""
    State = apps.get_model("evaluation", "AccountState")
    staged = apps.get_model("book", "Account").objects.filter(pk=OuterRef("account_id")).values("check_staged_on")
    State.objects.filter(check_state="staged").update(check_staged_on=Subquery(staged))


class Migration(migrations.Migration):
    dependencies = [("evaluation", "0010_check_asked_again")]

    operations = [
        migrations.AddField("accountstate", "check_staged_on", models.DateField(null=True)),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.AddIndex(
            "accountstate",
            models.Index(
                condition=models.Q(("check_is_due", True)),
                fields=["workspace", "check_state", "check_staged_on"],
                name="state_checks",
            ),
        ),
    ]
