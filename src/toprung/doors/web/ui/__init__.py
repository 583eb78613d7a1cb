"""How a value looks on a screen: money, days, shares, rungs, bands, people, and the words behind them.

Each function here takes plain values and gives text or safe HTML; `templatetags/ui.py` lends them to templates. Marks
that stand in every row of a list are built here in Python and remembered, for a template each would cost the page its
speed. May use the kernel and Django; reads no records.
"""
