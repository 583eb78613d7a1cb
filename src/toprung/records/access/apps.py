from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "toprung.records.access"
    label = "access"
