"""The screens: what a member sees and does in a browser.

Each page is a package with `urls` and `views`; a view asks `visits.page` who comes, calls an action or a query, and
renders. Nothing here decides a rule or saves a record. May use everything but config and the other doors.
"""
