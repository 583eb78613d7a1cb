"""Where usage comes from and how far it has come: sources and their debugger, whose events are whose, the lake.

Pages below Settings. Every member reads them; who may manage sources adds, renames and revokes them, changes the match
rules and links groups. What is live asks for its own version (live.py). Uses sources, matching and intake.
"""
