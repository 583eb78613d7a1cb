from django.apps import AppConfig


class InboxConfig(AppConfig):
    """The app of accepted requests."""

    name = "toprung.records.inbox"
    label = "inbox"
