"""The way in for programs: Segment's calls at /v1/, judged by their shape, kept durably, answered.

Plain WSGI before Django's middleware, since a call needs no session, no cookie and no page. Knows the write key's
source and the inbox, and nothing of what a message means: that is the loader's, message by message. The contract is
docs/howto/send-events.md.
"""
