from django.apps import AppConfig


class BookConfig(AppConfig):
    name = "toprung.records.book"
    label = "book"
