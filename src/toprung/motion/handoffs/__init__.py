"""Hand-offs at work: the gate of an account, acting on it, the list of who owes what, and promises frozen in time.

Owns how a frozen promise is read back. What a gate asks for and when a hand-off opens is doctrine's; the steps are on
record with the hand-offs.
"""
