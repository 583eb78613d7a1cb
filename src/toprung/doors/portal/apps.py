from django.apps import AppConfig


class PortalDoorConfig(AppConfig):
    """The app that brings the customer's pages."""

    name = "toprung.doors.portal"
    label = "portal_door"
