"""A believable vendor, Ledgerline, whose truth is known by construction.

Each account lives one story, written down as a script; the rows, the usage and the truth all come from that script.
Words owned here: story, part, book (of demo accounts), truth. May use the kernel alone: were a rule of doctrine or a
text of the engine used to tell the truth, it could no longer be checked against it.
"""
