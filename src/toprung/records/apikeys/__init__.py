"""Keys by which programs use the API: each in one workspace, with one role.

Owns the API key. Sees tenancy and the journal. Write keys, by which sources send events, are `usage`'s.
"""
