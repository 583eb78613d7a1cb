"""The book as a list: which accounts, in which order, with which facts beside them, and what is done with many at once.

Owns column, filter, list request, built-in view and bulk edit. A list is a value that stands in an address:
the page, the saved view and the export all read the same one. Reads the states that evaluation keeps, never judges.
"""
