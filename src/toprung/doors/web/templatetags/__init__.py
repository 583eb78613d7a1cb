"""The template tags of the screens: `{% load ui %}` gives a template every component by its word."""
