"""Finds work that was lost between database and Redis and has it done; beats so that /healthz knows it lives."""

import datetime as dt
import logging
import signal
import threading
from typing import Any

import django_rq
from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from common import starting
from common.jobs import requeue_lost
from common.models import Heartbeat, TrackedWork
from csbackoffice.periodic import run_due
from payroll.services import close_finished

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """`python manage.py reconcile [--every SECONDS] [--once]`."""

    help = "Have lost work done again: rows that wait without a job in Redis, rows whose worker died."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--every", type=float, default=5.0, help="seconds between two rounds")
        parser.add_argument("--once", action="store_true", help="one round only")

    def handle(self, *args: Any, **options: Any) -> None:
        over = threading.Event()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_args: over.set())
            signal.signal(signal.SIGINT, lambda *_args: over.set())
        starting.begin()
        while not over.is_set():
            one_round()
            if options["once"]:
                return
            over.wait(options["every"])


def one_round() -> None:
    """Beat, close what is finished, requeue what is lost. Redis or the database being away ends this round only."""
    try:
        close_old_connections()
        Heartbeat.objects.update_or_create(name="reconciler", defaults={"at": dt.datetime.now()})
        close_finished()
        run_due()
        for model in apps.get_models():
            if issubclass(model, TrackedWork):
                requeue_lost(model)
        django_rq.get_queue("default").started_job_registry.cleanup()
    except Exception:
        log.exception("this round was cut short; the next one tries again")
