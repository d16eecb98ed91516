"""Where mail goes, from the environment: one EMAIL_URL, or EMAIL_HOST and what belongs to it; neither: no mail."""

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

# Scheme of EMAIL_URL: its usual port, TLS from the first byte, TLS after saying hello.
SCHEMES = {"smtp": (25, False, False), "smtps": (465, True, False), "smtp+tls": (587, False, True)}


def mail_settings(environment: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """Django's settings of mail. Raises ValueError where EMAIL_URL cannot be read."""
    url = environment.get("EMAIL_URL", "")
    found = _of_url(url) if url else _of_names(environment)
    sender = environment.get("EMAIL_FROM") or found["EMAIL_HOST_USER"] or f"noreply@{found['EMAIL_HOST']}"
    return found | {"DEFAULT_FROM_EMAIL": sender, "EMAIL_TIMEOUT": 20}


def _of_url(url: str) -> dict[str, Any]:
    """`smtps://user:password@mail.example.com:465`; also smtp:// and smtp+tls:// (or ?tls=true)."""
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ValueError("EMAIL_URL must look like smtps://user:password@mail.example.com:465")
    port, ssl, tls = SCHEMES[parts.scheme]
    tls = tls or parse_qs(parts.query).get("tls") == ["true"]
    return {
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or port,
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": ssl,
        "EMAIL_USE_TLS": tls,
    }


def _of_names(environment: Mapping[str, str]) -> dict[str, Any]:
    ssl = environment.get("EMAIL_USE_SSL", "").lower() in {"1", "true", "yes", "on"}
    tls = environment.get("EMAIL_USE_TLS", "").lower() in {"1", "true", "yes", "on"}
    return {
        "EMAIL_HOST": environment.get("EMAIL_HOST", ""),
        "EMAIL_PORT": int(environment.get("EMAIL_PORT") or (465 if ssl else 587 if tls else 25)),
        "EMAIL_HOST_USER": environment.get("EMAIL_HOST_USER", ""),
        "EMAIL_HOST_PASSWORD": environment.get("EMAIL_HOST_PASSWORD", ""),
        "EMAIL_USE_SSL": ssl,
        "EMAIL_USE_TLS": tls,
    }
