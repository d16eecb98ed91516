"""The rules of pay, pure: no Django, no database, no clock. One file is one rule."""
