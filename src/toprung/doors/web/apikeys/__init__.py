"""The API keys of a workspace: who made them, with which role, and when they were last used."""
