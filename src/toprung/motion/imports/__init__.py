"""Files into records: one importer per kind of file, the same behind the command line and a page.

Owns import, dry run, report and what *landed* of a row: kept, kept in part, or rejected with what to do about it.
Joins sheets (files in), records (bulk actions) and the engine's lake; sees no door. To add one:
docs/howto/add-an-importer.md.
"""
