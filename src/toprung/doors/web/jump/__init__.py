"""Ctrl-K: a few letters in, the accounts, pages and actions that fit them out, best first.

The script of every page asks here while a member types. Reads the book by one query; says nothing of other workspaces.
"""
