"""Texts in a call that a database is asked about or keeps."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

#: without a zero byte, which PostgreSQL neither keeps nor looks for
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
#: of an account or an outcome, as the vendor's systems know it
ExternalId = Annotated[Text, Field(min_length=1, max_length=200)]
