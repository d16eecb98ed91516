"""Forms of the service desk, one file a subject: they check and explain; services change."""
