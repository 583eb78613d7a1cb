"""The measures: each figure with its definition, its pictures and the accounts behind it; figures compared; targets.

A request pins a definition and asks the bench for the figure; while it is computed the page shows how far it is.
"""
