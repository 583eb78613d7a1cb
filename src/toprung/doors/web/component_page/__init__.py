"""The component page, which shows every component in every state, light and dark; and the page of all words.

Any signed-in person may see them. Whoever changes a component looks here first. May use `ui` and the kernel alone.
"""
