"""What became of every promise: one outcome's page with its life, and the book's results as a list."""
