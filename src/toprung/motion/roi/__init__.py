"""What results are worth against what was paid, read from the records: one account on any day, and the whole book.

Owns the return kept for each account, which lists read. The rule is doctrine's (`doctrine.roi`); reads evidence by
evaluation.
"""
