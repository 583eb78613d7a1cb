from django.apps import AppConfig


class EvaluationConfig(AppConfig):
    name = "toprung.motion.evaluation"
    label = "evaluation"
