from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The app of personal links and requests for confirmation."""

    name = "toprung.records.portal"
    label = "portal"
