from django.apps import AppConfig


class MeasuresConfig(AppConfig):
    name = "toprung.motion.measures"
    label = "measures"
