from django.apps import AppConfig


class ViewsConfig(AppConfig):
    name = "toprung.records.views"
    label = "views"
