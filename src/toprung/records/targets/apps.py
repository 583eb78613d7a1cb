from django.apps import AppConfig


class TargetsConfig(AppConfig):
    name = "toprung.records.targets"
    label = "targets"
