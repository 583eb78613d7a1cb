from django.apps import AppConfig


class ApiKeysConfig(AppConfig):
    """The app of API keys."""

    name = "toprung.records.apikeys"
    label = "apikeys"
