"""What the form of a letter sends, and what came of it."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.utils import timezone

from incidents.models import Incident

NEW = "/letters/new/"
TODAY = timezone.now().date()


def typed(**fields: object) -> dict[str, object]:
    return {
        "form_key": str(uuid.uuid4()),
        "text": "The sofa is late.\r\nNobody calls.",
        "kind": "complaint",
        "received_on": TODAY.isoformat(),
        "then": "log",
        **fields,
    }


def html(response: HttpResponse) -> str:
    return response.content.decode()


def logged(response: HttpResponse) -> Incident:
    assert response.status_code == 302, html(response)
    incident = Incident.objects.get()
    assert response.url == incident.get_absolute_url()
    return incident
