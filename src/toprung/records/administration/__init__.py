"""What is done with the workspace itself: it is created and changed, members join, change role and leave.

Actions over tenancy's models. They are journalled, so they stand one floor above the journal; they see tenancy and it.
"""
