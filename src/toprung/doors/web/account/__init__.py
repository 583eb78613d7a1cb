"""One account's page: where it stands and why, what moved it, and everything that can be recorded about it in place.

`views` shows the page and its lazily loaded parts, `sections` joins what they show; each form has a module of its
own (`notes`, `touches`, ...) and goes through `workbench`, which opens it in a dialog or on a page of its own, keeps
what was typed where something is wrong, and brings the page up to date once it was saved.
"""
