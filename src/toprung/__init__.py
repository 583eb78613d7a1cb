"""Toprung: outcome-based customer success, from one spreadsheet to billions of events."""
