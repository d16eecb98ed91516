"""The cards of the desk, one file a subject. To add one: a `Part` (or a step) here, and its name in desk/desks.py."""
