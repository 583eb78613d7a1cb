"""What is on file, one Django app per concept: models, queries (scoped reads), actions (one per business verb).

Floors: tenancy < journal < book < outcomes. Every row belongs to a workspace and every read starts from one.
"""
