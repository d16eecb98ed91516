"""Weekly and monthly summaries that write themselves: sentences with figures and links, stored once."""
