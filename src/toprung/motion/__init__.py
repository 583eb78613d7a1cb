"""What is done with the records: imports, evaluation, measures, checks, the demo.

Joins records, engine and doctrine; sees everything below and no door.
"""
