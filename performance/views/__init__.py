"""Pages of sales, marks and conduct; one file a kind of work."""
