"""Settings: segments with their result definition and policy, the workspace, and what is connected to it.

A policy number is looked at before it is saved: what it would change on today's book is shown, and after saving
whether it came so. Leaders change policies, admins the workspace; everybody reads. Members are a page of their own
(members*.py). Uses the previews and connections of motion.
"""
