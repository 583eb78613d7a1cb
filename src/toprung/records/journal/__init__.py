"""Who did what to which account, when, with the values before and after.

Owns the journal entry: the audit trail and the outbox that evaluation reads. Written in the action's own
transaction. Sees tenancy.
"""
