"""What programs have sent and the lake does not hold yet: requests accepted durably, in the order they came.

Owns inbox, accepted request, load (a numbered set of requests that enters the lake whole and once) and *sealing*. It
lies in a database of its own, so that intake never waits for the book's writers; no key leads out of it. Ground floor:
sees the kernel alone.
"""
