from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "toprung.records.outcomes"
    label = "outcomes"
