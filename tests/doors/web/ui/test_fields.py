"""A field is tied to its label, help and errors."""

from __future__ import annotations

from typing import Any

from django.http import QueryDict
from django.template import Context, Template

from toprung.doors.web.component_page.samples import SampleForm


def _shown(name: str, data: QueryDict | None = None, arguments: str = "") -> str:
    form = SampleForm(data)
    source = "{% load ui %}{% field bound " + arguments + " %}"
    context: dict[str, Any] = {"bound": form[name]}
    return Template(source).render(Context(context))


def test_label_and_help_belong_to_the_input() -> None:
    shown = _shown("target")

    assert 'for="id_target"' in shown
    assert 'aria-describedby="id_target_helptext"' in shown
    assert 'id="id_target_helptext"' in shown
    assert 'class="form-control"' in shown


def test_an_error_keeps_what_was_typed_and_is_read_with_the_field() -> None:
    shown = _shown("target", QueryDict("target=about+40"))

    assert 'value="about 40"' in shown
    assert 'aria-invalid="true"' in shown
    assert "id_target_error" in shown.split("aria-describedby=")[1].split(">")[0]
    assert 'class="form-control is-invalid"' in shown


def test_a_text_area_is_three_lines_and_a_choice_is_a_select() -> None:
    assert 'rows="3"' in _shown("statement")
    assert 'class="form-select"' in _shown("role")


def test_a_check_and_a_group_have_their_own_shape() -> None:
    assert "field-check" in _shown("primary")
    group = _shown("said")
    assert "<fieldset" in group
    assert "<legend" in group
    assert group.count("form-check-input") == 2


def test_further_arguments_become_attributes() -> None:
    assert 'hx-get="/lint/"' in _shown("statement", arguments='hx_get="/lint/"')


def test_a_unit_stands_beside_the_input() -> None:
    assert ">hours<" in _shown("target", arguments='unit="hours"')
