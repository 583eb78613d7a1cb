"""Files in, typed rows and rejects out: a customer's CSV, XLSX or Parquet as it comes, read by the words of DOMAIN.

Owns *kind* (what a file's rows are), *field*, *sheet*, *row*, *reject* and *problem* (what is wrong with a cell, and
what to do about it). Bad rows never stop good ones. Knows nothing of the database, of the engine or of Django; uses
only the kernel and the libraries that open files.
"""
