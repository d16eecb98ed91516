"""The change log: who changed what, when, in the reader's words."""
