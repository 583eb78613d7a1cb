"""A workspace that has been at work uses hand-offs from this upgrade on: what was signed before floods nobody."""

from django.db import migrations
from django.utils import timezone


def begin_today(apps, schema_editor):
    today = timezone.now().date()
    start = apps.get_model("handoffs", "HandOffStart")
    for workspace in apps.get_model("tenancy", "Workspace").objects.all():
        start.objects.get_or_create(workspace=workspace, defaults={"since": today})


class Migration(migrations.Migration):
    dependencies = [("handoffs", "0001_initial")]

    operations = [migrations.RunPython(begin_today, migrations.RunPython.noop)]
