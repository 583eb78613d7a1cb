"""Where usage comes from: sources, each a named feed of one workspace with a write key that a program sends.

Owns source and write key. What a source sends lies in the inbox until the lake holds it. Stands on tenancy and
journal.
"""
