"""The API for programs, below /api/v1/: a key each, with a role; the same actions as pages; errors in one shape.

The contract is the OpenAPI document at /api/v1/openapi.json, of which docs/reference/openapi.json is the snapshot that
a test holds it to.
"""
