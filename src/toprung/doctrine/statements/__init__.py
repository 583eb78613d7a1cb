"""How a statement is read: what its words stand for, its quantities, and what follows from both.

Owns the vocabulary of statements (business words, words of product use, work, change, states, wishes), the quantities
in a text, the tests of a statement and the rewrite that is offered. `doctrine.linter` is the way in. It may use the
kernel; it sees no file but its own vocabulary.
"""
