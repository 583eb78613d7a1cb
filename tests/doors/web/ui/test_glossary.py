"""The words that screens explain."""

from __future__ import annotations

import pytest

from toprung.doors.web.ui.glossary import TERMS, term


def test_every_word_is_explained_in_whole_sentences() -> None:
    assert len(TERMS) > 40
    assert [t.key for t in TERMS.values() if len(t.means) < 30 or not t.means.endswith((".", ")."))] == []


def test_a_word_that_is_not_there_says_where_to_add_it() -> None:
    with pytest.raises(KeyError, match="glossary"):
        term("churniness")
