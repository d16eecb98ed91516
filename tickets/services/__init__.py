"""What can be done at the service desk, one file a subject; each change writes its audit entry."""
