"""The way in: log-in by password and by one-time link, the second step, passwords, and which workspace to go to.

allauth's views with our pages, and our own for links. A user's address is never changed here: it says whose member
they are.
"""
