"""Result checks at work: who owes an answer, what was answered, and a first backlog spread out over weeks.

Owns staging, and the lists of checks: owed, staged, answered lately. When a check is due and how it stands is
doctrine's.
"""
