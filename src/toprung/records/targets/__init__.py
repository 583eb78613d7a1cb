"""Targets: what a measure shall reach in a segment and a period, and as what the measure is read (DOMAIN section 4).

Owns target. Stands on the book, whose segments it names. A target judges nothing by itself: a figure is shown against
it.
"""
