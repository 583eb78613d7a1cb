"""The result checks that are owed an answer, and answering them in place, on the record."""
