from django.apps import AppConfig


class RoiConfig(AppConfig):
    name = "toprung.motion.roi"
    label = "roi"
