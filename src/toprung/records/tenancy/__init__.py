"""Who uses Toprung: workspaces (the tenant), members and their roles, and what each role may do.

Owns workspace, member, role, actor and the one permission table. The ground floor of records: sees the kernel alone.
"""
