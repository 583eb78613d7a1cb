from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "toprung.records.plans"
    label = "plans"
