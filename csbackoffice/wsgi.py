"""The door for the web server."""

import os

import pypinyin  # noqa: F401  half a second that nobody's first search has to wait
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csbackoffice.settings")

application = get_wsgi_application()

from common import starting  # noqa: E402  once the apps are there

starting.begin()
