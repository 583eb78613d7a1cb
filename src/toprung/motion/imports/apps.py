from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """Imports: the files that came in, and the way back."""

    name = "toprung.motion.imports"
    label = "imports"
