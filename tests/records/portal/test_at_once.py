"""Two at once about one question, on a real file with the product's settings: it ends once, and in one way."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent.parent
SCRIPT = """
import django

django.setup()
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from threading import Barrier

from django.core.management import call_command
from django.db import connections

from tests.cast import NOW, assemble
from tests.records.portal.asked import asked, measure

from toprung.kernel.errors import Refused
from toprung.kernel.vocabulary import Said
from toprung.records.outcomes import chain
from toprung.records.outcomes.models import Attestation, Measurement
from toprung.records.portal.answering import Answer, answer_request, take_back_answer
from toprung.records.portal.asking import take_back_request
from toprung.records.portal.links import bind, make_link, speaking
from toprung.records.portal.models import AttestationRequest, PortalLink

call_command("migrate", verbosity=0, interactive=False)
cast = assemble()
mina = speaking(cast.manager)


def at_once(*deeds):
    gate = Barrier(len(deeds))

    def one(do):
        gate.wait()
        try:
            return do() is not False
        except Refused:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(one, deeds))


def standing():
    return Measurement.objects.get(outcome__account=cast.harbor, superseded_at=None)


for n in range(3):
    question = asked(cast)
    shown = standing()
    said = Attestation.objects.count()

    def answer(words="", said=Said.YES, question=question, shown=shown):
        return answer_request(question, Answer(said, words=words), shown=shown.pk, by=mina, now=NOW)

    # Two answers: one is kept.
    assert sum(at_once(lambda: answer(f"yes {n}"), lambda: answer(f"no {n}", Said.NO))) == 1
    assert Attestation.objects.count() == said + 1

    # An answer and its question taken back: whichever came first.
    question = asked(cast)
    told = at_once(
        lambda: answer(f"or not {n}", question=question), lambda: take_back_request(question, by=cast.csm, now=NOW)
    )
    question = AttestationRequest.objects.get(pk=question.pk)
    assert (sum(told), question.closed_as) == (1, "answered" if told[0] else "taken_back")
    assert (question.answer is not None) == told[0]

    # An answer and a correction of its number: only what was on the page is confirmed.
    question, shown = asked(cast), standing()
    told = at_once(
        lambda: answer(f"this {n}", question=question, shown=shown), lambda: measure(cast, Decimal(n) / 2 + 1)
    )
    question = AttestationRequest.objects.get(pk=question.pk)
    assert told[1]
    assert question.answer is None if not told[0] else question.answer.value == shown.value
    if not told[0]:
        answer(f"that {n}", question=question, shown=standing())

    # A withdrawal, while the person says yes to another question: both stand in the chain, one after the other.
    question, before = asked(cast), AttestationRequest.objects.filter(closed_as="answered").latest("pk")
    said = Attestation.objects.count()
    assert all(at_once(
        lambda: answer(f"again {n}", question=question, shown=standing()),
        lambda: take_back_answer(before, by=mina, now=NOW),
    ))
    assert Attestation.objects.count() >= said + 1

    # A link that answers in two browsers answers in one.
    make_link(cast.manager, by="x", now=NOW)
    link = PortalLink.objects.latest("pk")
    assert sum(at_once(lambda: bind(link, "one"), lambda: bind(link, "other"))) == 1

assert chain.verify(cast.workspace).length == Attestation.objects.count()
print("whole")
"""


def test_a_question_ends_once_and_in_one_way(tmp_path: Path) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "toprung.config.settings", "TOPRUNG_HOME": str(tmp_path), "DATABASE_URL": ""}
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env={**os.environ, **settings},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stderr == ""
    assert done.stdout.strip() == "whole"
