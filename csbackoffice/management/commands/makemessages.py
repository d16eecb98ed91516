"""`makemessages` that also finds the words of the pure rules, which know no gettext."""

from django.core.management.commands import makemessages


class Command(makemessages.Command):
    """As Django's, with `words("...")` as one more marker."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=words"]
