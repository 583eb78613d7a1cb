"""The way out with one's data: everything on file, in files that can be imported again and in full.

Owns export. `kinds.py` writes the importers' own columns, `whole.py` every row of every record as JSON lines.
"""
