"""Pages of the shift desk, one file a subject; addresses are in urls.py."""
