"""Records and engine in, verdicts out: where every account stands as of a day, with its history and the figures.

Owns evidence gathering, account states, their history, evaluation runs and saved figures.
"""
