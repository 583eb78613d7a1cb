"""An import as a page knows it: a file that is received in pieces, looked at, mapped, previewed, run, undone, swept.

Owns the *run* (models.ImportRun) and every step it takes; each step is one function here, called by a page or by the
worker (imports/jobs.py). Reading rows and keeping them is the importers', one floor below.
"""
