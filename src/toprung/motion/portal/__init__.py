"""What a customer's person sees through a personal link, and what follows from what they answer.

Stands on the portrait of an account and on upkeep: an answer is judged at once.
"""
