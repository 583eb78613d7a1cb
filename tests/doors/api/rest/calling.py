"""A program that calls the API: with a key, or without one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.test import Client
from tests.cast import NOW

from toprung.kernel.vocabulary import MemberRole
from toprung.records.apikeys.actions import make_key
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace

MEASUREMENTS = "/api/v1/measurements"
PROSPECTS = "/api/v1/prospects"


@dataclass(frozen=True, slots=True)
class Program:
    """Calls with that key; "" sends none."""

    key: str = ""

    @classmethod
    def of(cls, workspace: Workspace, by: Actor, role: MemberRole = MemberRole.CSM) -> Program:
        """With a new key of that role."""
        return cls(make_key(workspace, f"Program {role.value}", role, by=by, now=NOW)[1])

    def get(self, path: str, **query: Any) -> HttpResponse:
        return Client().get(path, query, headers=self._headers)  # type: ignore[return-value]

    def post(self, path: str, body: Any) -> HttpResponse:
        return Client().post(path, body, content_type="application/json", headers=self._headers)  # type: ignore[return-value]

    def call(self, method: str, path: str, body: bytes = b"") -> HttpResponse:
        return Client().generic(method, path, body, "application/json", headers=self._headers)  # type: ignore[return-value]

    @property
    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}"} if self.key else {}


def error_of(response: HttpResponse) -> dict[str, Any]:
    """The error in its one shape, which is all that is answered."""
    told: dict[str, Any] = response.json()  # type: ignore[attr-defined]
    assert set(told) == {"error"}
    assert set(told["error"]) == {"code", "message", "details"}
    found: dict[str, Any] = told["error"]
    return found
