from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "toprung.records.journal"
    label = "journal"
