"""The book and its triage as lists: look, narrow, keep as a view, edit many at once, take along, mend in place.

Owns the list page, its filter bar and cells, saved views' forms, bulk edit, the list's export and triage. What a list
is and what may be done with it stands in `motion.lists`.
"""
