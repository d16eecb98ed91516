"""Forms of the shift desk, one file a subject; they check and explain, services change."""
