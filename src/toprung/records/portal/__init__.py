"""How a customer's people come in without an account of the vendor's: personal links, and what they were asked.

Owns personal link, request for confirmation, the mails to customers, and the brand that they see. Sees tenancy,
journal, book and outcomes.
"""
