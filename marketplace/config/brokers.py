"""Addresses from the environment, turned into the options that the libraries want."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from kombu.transport import TRANSPORT_ALIASES


def celery_transport(url: str) -> tuple[str, dict[str, Any]]:
    """Broker address and transport options for ``BROKER_URL``.

    ``filesystem:///folder`` needs no server: kombu's defaults give one message a second, hence the
    polling interval.
    """
    parts = urlsplit(url)
    if parts.scheme == "filesystem":
        TRANSPORT_ALIASES["filesystem"] = "marketplace.config.folder_broker:Transport"
        folder = Path(parts.path)
        for name in ("queue", "control"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        return "filesystem://", {
            "data_folder_in": str(folder / "queue"),
            "data_folder_out": str(folder / "queue"),
            "control_folder": str(folder / "control"),
            "polling_interval": 0.05,
        }
    return url, {
        "socket_connect_timeout": 1,
        "socket_timeout": 5,
        "visibility_timeout": 600,
        # Whoever sends does not wait for a broker that is down; workers try again by themselves.
        "max_retries": 0,
    }


def django_cache(url: str) -> dict[str, Any]:
    """Django's cache settings for ``CACHE_URL``: ``locmem://``, ``file:///folder``, ``redis://…``."""
    parts = urlsplit(url)
    if parts.scheme == "locmem":
        return {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    if parts.scheme == "file":
        return {
            "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
            "LOCATION": parts.path,
            "OPTIONS": {"MAX_ENTRIES": 5000},
        }
    return {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": url}
