"""The linter: is a statement a business outcome, a product milestone, or vague?"""

from __future__ import annotations

from typing import Annotated

from django.http import HttpRequest
from ninja import Router, Schema
from pydantic import ConfigDict, Field

from toprung.doctrine.evidence import Terms
from toprung.doctrine.linter import Label, advise
from toprung.doctrine.statements.unmet import Test
from toprung.doors.api.rest.errors import Failure

router = Router(tags=["linter"])


class Statement(Schema):
    """A promise as it is written."""

    model_config = ConfigDict(extra="forbid")

    text: Annotated[str, Field(min_length=1, max_length=4_000)]


class Linted(Schema):
    """What the statement is and lacks, why, the words that decided it, and a wording offered, with blanks."""

    text: str
    label: Label
    missing: list[Test]
    because: str
    words: list[str]
    suggestion: str


@router.post(
    "",
    response={200: Linted, 400: Failure, 401: Failure, 413: Failure, 422: Failure, 429: Failure},
    summary="Lint a statement",
    operation_id="lint_statement",
)
def lint_statement(request: HttpRequest, statement: Statement) -> Linted:
    """Say what it is. Nothing is kept."""
    text = statement.text.strip()
    return Linted(**advise(Terms(text)).told(text))
