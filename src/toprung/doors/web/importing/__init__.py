"""The import's pages: drop a file, mend its mapping, see what it would do, let it run, mend what was rejected, undo.

Uploads come in pieces (`uploads`). Everything that happens to a file happens in motion/imports.
"""
