"""The first run: from an empty database to a month that is paid, step by step."""
