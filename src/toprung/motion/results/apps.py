from django.apps import AppConfig


class ResultsConfig(AppConfig):
    name = "toprung.motion.results"
    label = "results"
