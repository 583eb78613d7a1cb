from django.apps import AppConfig


class UsageConfig(AppConfig):
    """The app of sources."""

    name = "toprung.records.usage"
    label = "usage"
