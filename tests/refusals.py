"""How a test says that something is refused."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from parley.words.faults import Fault, PeerFault


@contextmanager
def refused(code: str, kind: type[Fault] = PeerFault) -> Iterator[None]:
    """What happens inside must be refused with this code, as a fault of this kind."""
    with pytest.raises(kind) as caught:
        yield
    assert caught.value.code == code
