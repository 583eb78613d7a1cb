"""Judging asks the same of one account again and again: what has been answered is kept beside its evidence.

Rules stay plain functions of the evidence. The answers die with it, are no part of its value, and are never written.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Any, Concatenate, ParamSpec, TypeVar

_Asked = TypeVar("_Asked", bound="Remembering")
_Answer = TypeVar("_Answer")
_About = ParamSpec("_About")


class Remembering:
    """A frozen value that keeps answers about itself. They are no field: equality, hash and bytes do not see them."""

    __slots__ = ("_answers",)
    _answers: dict[Any, Any]

    def answers(self) -> dict[Any, Any]:
        """What has been answered so far, by who was asked."""
        try:
            return self._answers
        except AttributeError:
            answers: dict[Any, Any] = {}
            object.__setattr__(self, "_answers", answers)
            return answers


def once(rule: Callable[Concatenate[_Asked, _About], _Answer]) -> Callable[Concatenate[_Asked, _About], _Answer]:
    """The rule, worked out once for each value (and for what else is given, if anything, in order).

    It must be pure, and its answer must not be changed by who gets it.
    """

    def asked(value: _Asked, /, *about: _About.args, **named: _About.kwargs) -> _Answer:
        try:
            answers = value._answers
        except AttributeError:
            answers = value.answers()
        question = (rule, *about, *named.items()) if about or named else rule
        try:
            found: _Answer = answers[question]
        except KeyError:
            found = answers[question] = rule(value, *about, **named)
        return found

    update_wrapper(asked, rule)
    return asked
