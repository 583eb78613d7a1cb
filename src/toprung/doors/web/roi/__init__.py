"""What results are worth against what was paid: one account on any day, and the book.

The templates `roi/returns.html` and `roi/left.html` need nothing but a `Roi`: the customer's own page shows them too.
"""
