"""`makemessages` that also finds the words of the pure rules, which know no gettext."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """As Django's, with `words("...")` as one more marker."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=words"]
    # A guess that nobody marks as one gets shown; an empty translation is found by `make check`.
    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
