"""What became of every promise: one outcome's result with its life and its way to the target, and the book's results.

Owns the state kept for each outcome, which lists read. The rules are doctrine's (`results`, `life`, `projection`,
`series`); reads evidence by evaluation.
"""
