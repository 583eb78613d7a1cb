"""The book: segments with their policy, accounts, stakeholders, contracts, revenue, touches.

Owns who the customers are, what they pay and what the vendor did for them. Sees tenancy and journal.
"""
