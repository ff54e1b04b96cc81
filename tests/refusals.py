"""How a test says that something is refused."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from parley.wire.reports import refused_here
from parley.words.faults import Fault, PeerFault


@contextmanager
def refused(code: str, kind: type[Fault] = PeerFault) -> Iterator[None]:
    """What happens inside must be refused with this code, as a fault of this kind."""
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.code == code


def told_in_words(code: str, detail: str) -> None:
    """An officer of either side must be told why, in the own language."""
    english, russian = (refused_here(code, detail, language) for language in ("en", "ru"))
    assert re.match("[A-Z][a-z]*,? [a-z]", english), english
    assert re.match("[А-Я][а-я]*,? [а-я]", russian), russian
