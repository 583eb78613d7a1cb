from django.apps import AppConfig


class HandoffsConfig(AppConfig):
    name = "toprung.records.handoffs"
    label = "handoffs"
