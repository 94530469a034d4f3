"""Signatures by which a receiver knows that a call is ours, whole, and new (docs/webhooks.md).

They follow the Standard Webhooks specification, for which many languages have a library: HMAC-SHA256 over the id, the
moment and the body.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Iterable
from datetime import datetime

PREFIX = "whsec_"
BYTES = 32


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(BYTES)).decode()


def signed(call_id: str, body: str, *, by: Iterable[str], at: datetime) -> dict[str, str]:
    """The headers of a call, with one signature for each secret that holds now."""
    moment = str(int(at.timestamp()))
    content = f"{call_id}.{moment}.{body}".encode()
    return {
        "webhook-id": call_id,
        "webhook-timestamp": moment,
        "webhook-signature": " ".join(f"v1,{_signature(content, secret)}" for secret in by),
    }


def _signature(content: bytes, secret: str) -> str:
    key = base64.b64decode(secret.removeprefix(PREFIX))
    return base64.b64encode(hmac.digest(key, content, hashlib.sha256)).decode()
