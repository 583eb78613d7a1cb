"""Result checks at work: the backlog of a first import is spread out, so that nobody is asked everything at once.

Owns staging. When a check is due and how it stands is doctrine's.
"""
