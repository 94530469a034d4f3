"""Twenty presses at once, each in a thread and on a connection of its own, as from a nervous finger on a slow line."""

from __future__ import annotations

import uuid
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from incidents.models import Attachment, Customer, Incident, Original, RecoveryStep
from tests.factories import make_person, make_team
from tests.incidents import paper_files as files
from tests.incidents.paper_files import upload

PRESSES = 20


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("with_paper", [False, True])
def test_twenty_presses_make_one_letter_and_lead_to_it(with_paper):
    manager = make_person(team=make_team(), is_manager=True)
    session = Client()
    session.force_login(manager)
    key, together = str(uuid.uuid4()), Barrier(PRESSES)

    def press(_number: int) -> HttpResponse:
        client = Client()
        client.cookies = session.cookies
        sent = {
            "form_key": key,
            "text": "The sofa is late.",
            "kind": "complaint",
            "received_on": "2026-01-05",
            "customer_name": "R. Okafor",
            "then": "log",
        }
        if with_paper:
            sent["papers"] = upload(files.PDF, "scan.pdf")
        together.wait()
        try:
            return client.post("/letters/new/", sent)
        finally:
            connection.close()

    with ThreadPoolExecutor(PRESSES) as fingers:
        answers = list(fingers.map(press, range(PRESSES)))
    incident = Incident.objects.get()
    assert {(answer.status_code, answer.headers.get("Location")) for answer in answers} == {
        (302, incident.get_absolute_url())
    }
    assert Original.objects.count() == Customer.objects.count() == 1
    assert incident.debrief
    assert RecoveryStep.objects.count() == 4
    assert Attachment.objects.count() == int(with_paper)
