from django.apps import AppConfig


class MatchingConfig(AppConfig):
    """The app of match rules, product users and the source debugger."""

    name = "toprung.records.matching"
    label = "matching"
