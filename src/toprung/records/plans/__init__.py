"""Success plans: per account, versioned, written with the customer (DOMAIN section 2).

Owns plan, milestone, version, signature, comment, proposed wording and plan template. Stands on the book and on
outcomes, whose terms a version freezes and a signature agrees.
"""
