"""What changes records of performance: verb + object, by whom, with an audit entry."""
