"""The web server, the same everywhere: `gunicorn --config deploy/gunicorn.conf.py`, in the folder of manage.py.

WEB_PROCESSES and WEB_THREADS fit it to the machine; LISTEN and PORT say where it listens.
"""

import os
import sys
from pathlib import Path

from debrief import environment

try:
    from debrief import settings

    workers = environment.whole_number("WEB_PROCESSES", default=2)
    # While one thread waits for the database, the others answer.
    threads = environment.whole_number("WEB_THREADS", default=4)
except environment.BadEnvironment as error:
    sys.exit(str(error))

wsgi_app = "debrief.wsgi"
bind = f"{settings.LISTEN}:{settings.PORT}"
control_socket_disable = True

# A process that leaks is replaced before anyone notices, each at another moment.
max_requests = 5000
max_requests_jitter = 500
timeout = 60
graceful_timeout = 25

# Gunicorn beats its heart in a file; on a disk that is slow that looks like death.
if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK):
    worker_tmp_dir = "/dev/shm"

logconfig_dict = {
    **settings.LOGGING,
    "loggers": {
        **settings.LOGGING["loggers"],
        "gunicorn.error": {"handlers": ["stderr"], "level": settings.LOGGING["root"]["level"], "propagate": False},
        # One line for every request is written by foundation/request_log.py, without addresses of people.
        "gunicorn.access": {"handlers": [], "level": "CRITICAL", "propagate": False},
    },
}
