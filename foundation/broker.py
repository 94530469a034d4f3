"""The broker: Redis, where REDIS_URL names one; else folders under var/, in which Celery lays down its messages."""

import shutil
from pathlib import Path

from django.conf import settings


def failure(*, seconds: float) -> Exception | None:
    """Why Redis does not answer within so many seconds. None if it does, or if folders serve, which answer nothing."""
    if not settings.REDIS_URL:
        return None
    import redis  # for the installations that have one

    client = redis.Redis.from_url(settings.REDIS_URL, socket_timeout=seconds, socket_connect_timeout=seconds)
    try:
        client.ping()
    except (redis.RedisError, OSError) as error:
        return error
    finally:
        client.close()
    return None


def forget_old_bells() -> None:
    """Empty the folders: whatever a crash left there is a bell whose time has passed."""
    for folder in _folders():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)


def mend() -> bool:
    """Make those of the folders that are gone; whether there was anything to make."""
    gone = [folder for folder in _folders() if not folder.is_dir()]
    try:
        for folder in gone:
            folder.mkdir(parents=True)
    except OSError:
        return False  # the disk may be full or away; whoever asks again a moment later tries again
    return bool(gone)


def _folders() -> list[Path]:
    """None of them where Redis serves."""
    if settings.REDIS_URL:
        return []
    options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    return [Path(options["data_folder_in"]), Path(options["control_folder"])]
