"""Hand-offs: the list of who owes what, and one account's gates, steps and frozen promise."""
