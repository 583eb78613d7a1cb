from django.apps import AppConfig


class InterventionsConfig(AppConfig):
    name = "toprung.records.interventions"
    label = "interventions"
