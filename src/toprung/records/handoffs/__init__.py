"""How an account changes hands: from sales to customer success, and from implementation to the CSM (DOMAIN section 7).

Owns hand-offs with every step taken about them, the commitments made beyond the outcomes, the day from which a
workspace uses hand-offs, and the promise as it stood at the signature, frozen. Sees tenancy, journal, book and
outcomes.
"""
