"""Exit 0 if the process of this container is well, else 1. For docker-compose.yml.

python -m scripts.healthcheck [web | worker | reconciler]
"""

import os
import socket
import sys
import urllib.request


def web() -> bool:
    """Whether the site says that it is well, asked as the proxy in front would: by an allowed name, over HTTPS."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().removeprefix(".")
    headers = {"Host": "localhost" if host in {"", "*"} else host, "X-Forwarded-Proto": "https"}
    asked = urllib.request.Request("http://127.0.0.1:8000/healthz", headers=headers)
    return urllib.request.urlopen(asked, timeout=3).status == 200


def worker() -> bool:
    """Whether Redis still hears from the worker of this container; it forgets a silent one within two minutes."""
    from redis import Redis
    from rq import Worker

    redis = Redis.from_url(os.environ["REDIS_URL"], socket_timeout=3)
    return any(one.hostname == socket.gethostname() for one in Worker.all(connection=redis))


def reconciler() -> bool:
    """Whether the reconciler has beaten within the last minutes."""
    import django

    django.setup()
    from csbackoffice.home import reconciler_is_alive

    return reconciler_is_alive()


CHECKS = {"web": web, "worker": worker, "reconciler": reconciler}

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "csbackoffice.settings")
    sys.exit(0 if CHECKS[sys.argv[1] if len(sys.argv) > 1 else "web"]() else 1)
