"""Saved views: a list as somebody wants to see it again, kept under a name.

Owns the saved view: which list, its filters, order and columns as the text of an address, whose it is, and whether it
is shared with the workspace. Sees tenancy and journal; what the text means is known to `motion.lists`.
"""
