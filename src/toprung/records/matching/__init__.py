"""Whose an event is: the rules by which messages of the product find their account, and who is known by them.

Owns match rule, group link (a person's word that a group is an account), product user, product group, alias (another
key of a product user), and the source debugger's message and hourly counts. A *product user* is whoever the vendor's
product calls a user, whether or not a stakeholder is on file with the same e-mail address. Stands on the book, on
sources and on the journal.
"""
