"""Toprung: outcome-based customer success, from one spreadsheet to billions of events."""

__version__ = "0.1.0"
