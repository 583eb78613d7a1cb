"""What the customers were promised and what became of it.

Owns outcomes and their versions, measurements, result claims, check answers and the chain of attestations.
Sees tenancy, journal and book.
"""
