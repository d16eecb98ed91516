"""What web server, worker and reconciler each do once, before their first work."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import OperationalError, connections

log = logging.getLogger(__name__)
# Apps add theirs in `ready()`. Each may be repeated, and by several processes at the same moment.
FIRST: list[Callable[[], Any]] = []


def begin() -> None:
    """Take every first step. A database that is away is the next request's trouble, as it is at any other time."""
    try:
        for step in FIRST:
            step()
    except OperationalError:
        log.exception("the database does not answer; what is done at a start is left undone")
    finally:
        _let_go()


def _let_go() -> None:
    """A worker forks after this: a connection is nothing that two processes may have."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:  # as in a test
            connection.close()
