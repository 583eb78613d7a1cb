"""Result checks at work: who owes an answer, what was answered, and a first backlog spread out over weeks.

Owns staging, the lists of checks (owed, staged, answered lately), and when an intervention opens and closes. When a
check is due and how it stands is doctrine's.
"""
