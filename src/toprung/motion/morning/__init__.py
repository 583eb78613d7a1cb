"""What a member looks at first in the morning: where the book stands, what has changed and why, and what is due.

Owns the home page's sentences and counts. Reads the states, history and figures that others keep: the database alone,
a fixed number of queries whatever the size of the book.
"""
