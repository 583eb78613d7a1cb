"""The command line: `toprung`. One file a command; nothing of Django is imported before a command needs it.

Results go to stdout, progress and errors to stderr. Exit 0 when done, 1 for what went wrong, 2 for bad input.
"""
