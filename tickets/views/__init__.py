"""Pages of the service desk, one file a subject."""
