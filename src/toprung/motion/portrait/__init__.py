"""The portrait of one account: all that is known of it, joined for one reader.

Owns how the book, the outcomes, the journal, the state and the usage of a single account are read together: its
head, its health and what moved it, its outcomes with everything said of them, its people, its revenue, its usage
and its timeline. Reads only; every read starts from a workspace and is bounded to the one account.
"""
