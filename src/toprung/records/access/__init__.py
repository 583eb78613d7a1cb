"""Who may enter: users, one-time links that let them in, and the receipts of forms that were accepted.

Owns user, log-in link and form receipt. A user is a person with an e-mail address; what they may do is said by the
members (tenancy) of that address. Stands on tenancy; it belongs to the installation, not to a workspace.
"""
