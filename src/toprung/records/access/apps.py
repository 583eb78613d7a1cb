from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The app of users and links."""

    name = "toprung.records.access"
    label = "access"
