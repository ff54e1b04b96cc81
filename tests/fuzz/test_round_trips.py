"""Every codec reads what it writes, for whatever it may be given to write.

Those of the encoding, entries, bodies, fragments, frames and stuffings stand beside them (tests/words, record, wire,
line, contracts); a proof of entries is written from a record alone (tests/record/test_prove.py).
"""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from parley.bearers.dropfiles import Verdict, file_name, read_file, wrap
from parley.line import payloads as p
from parley.record.card import Card, read_card, write_card
from parley.record.entry import BODY_KIND_MIN, Entry, commitment, decode_entry, encode_entry
from parley.record.folder import Bodies, frame_bodies, frame_entries, split_entries
from parley.record.head import Head, key_ids, read_note, write_note
from parley.record.thin import rebuild, thin
from parley.seal.suite import PublicKey, suite
from parley.words import cbor
from parley.words.faults import PeerFault
from tests.record.sides import keys
from tests.record.test_entry import CODES, ENTRIES, FEEDS, HASHES

U64 = st.integers(0, 2**64 - 1)
SMALL = st.integers(0, 1_000)
BYTES = st.binary(max_size=40)
SALTS = st.binary(min_size=16, max_size=16)
SEALED = st.one_of(
    st.builds(lambda entry: p.Sent(entry, None, None), BYTES), st.builds(p.Sent, BYTES, SALTS, st.binary(max_size=99))
)
THIN = st.builds(lambda form: p.Sent(form, None, None), st.lists(U64, max_size=4))
OF_ANOTHER_SORT: list[cbor.Item] = [None, "text", b"bytes", 7, [1]]
EIGHT = st.binary(min_size=8, max_size=8)


@st.composite
def entries(draw: st.DrawFn) -> p.Entries:
    sent = tuple(draw(st.lists(SEALED | THIN, min_size=1, max_size=3)))
    start, beyond = draw(SMALL), draw(st.sampled_from([0, 0, 7]))
    path = tuple(draw(st.lists(HASHES, min_size=1, max_size=3))) if beyond else ()
    root = draw(HASHES) if beyond else draw(st.none() | HASHES)
    size = start + len(sent) + beyond
    return p.Entries(draw(CODES), draw(FEEDS), start, sent, size, root, draw(BYTES), draw(st.none() | BYTES), path)


@st.composite
def overtaking(draw: st.DrawFn) -> p.Overtaking:
    start = draw(SMALL)
    place, gap = start + draw(SMALL), tuple(draw(st.lists(HASHES, max_size=3)))
    head = draw(st.none() | HASHES), draw(BYTES), draw(st.none() | BYTES)
    return p.Overtaking(draw(CODES), draw(FEEDS), place, draw(SEALED | THIN), *head, start, gap)


PAYLOADS: st.SearchStrategy[p.Payload] = st.one_of(
    entries(),
    overtaking(),
    st.builds(
        p.ThinEntries,
        st.binary(max_size=8),
        SMALL,
        st.lists(SEALED | THIN, min_size=1, max_size=3).map(tuple),
        BYTES,
    ),
    st.builds(p.HeadOnly, CODES, FEEDS, st.integers(1, 2**64 - 1), HASHES, BYTES, BYTES),
    st.builds(p.Beat, EIGHT, EIGHT, U64),
    st.builds(p.Echo, EIGHT, EIGHT, U64),
    st.builds(
        p.Feeds,
        st.lists(st.tuples(CODES, FEEDS, U64), max_size=4).map(tuple),
        st.booleans(),
        st.booleans(),
        st.just(b"") | EIGHT,
    ),
    st.builds(p.Offer, BYTES),
    st.builds(p.Accept, BYTES),
    st.builds(p.Stale, U64),
)


@pytest.mark.slow
@settings(max_examples=60)
@given(PAYLOADS)
def test_payloads(payload: p.Payload) -> None:
    assert p.read_payload(p.write_payload(payload)) == payload


@settings(max_examples=60)
@given(PAYLOADS, st.data())
def test_a_payload_with_a_field_of_another_sort_is_refused_or_says_the_same_sort(
    payload: p.Payload, data: st.DataObject
) -> None:
    fields = cbor.decode(p.write_payload(payload))
    assert type(fields) is dict
    key = data.draw(st.sampled_from(sorted(fields)[1:]))
    other = data.draw(st.sampled_from(OF_ANOTHER_SORT))
    changed = cbor.encode({**fields, key: other})
    with contextlib.suppress(PeerFault):
        assert type(p.read_payload(changed)) is type(payload)


@pytest.mark.slow
@settings(max_examples=60)
@given(ENTRIES.filter(lambda entry: all(s.party == "USA" for s in entry.seen)), SALTS, st.binary(max_size=99))
def test_thin_forms(entry: Entry, salt: bytes, body: bytes) -> None:
    """What a thin form leaves out comes back from what the receiver holds."""
    content = commitment(salt, body) if entry.kind >= BODY_KIND_MIN else entry.content
    if entry.kind < BODY_KIND_MIN and type(content) is bytes:
        return  # an open entry has no commitment
    whole = encode_entry(entry._replace(content=content))
    roots = {(seen.feed, seen.size): seen.root for seen in entry.seen}
    form = thin(whole, ("RUS", "USA"), lambda _party, feed: feed)
    place = (entry.line, entry.author, entry.feed, entry.index)
    sealed = (salt, body) if entry.kind >= BODY_KIND_MIN else None
    assert rebuild(form, place, sealed, ("RUS", "USA"), lambda _p, feed, size: (feed, roots[feed, size])) == whole
    assert decode_entry(whole) == entry._replace(content=content)


@given(st.sampled_from([1, 2]), st.from_regex(r"[a-z0-9/-]{1,60}", fullmatch=True), U64, HASHES, st.data())
def test_heads_as_notes(number: int, name: str, size: int, root: bytes, data: st.DataObject) -> None:
    chosen, public = suite(number), PublicKey(b"e" * 32, b"p" * 40)
    ed = data.draw(st.binary(min_size=64, max_size=64))
    head = Head(size, root, ed, bytes([data.draw(st.integers(0, 255))]) * chosen.pq_signature_bytes)
    unread = read_note(chosen, write_note(chosen, public, name, head))
    assert (unread.origin, unread.head, unread.key_ids) == (name, head, key_ids(chosen, public, name))


@settings(max_examples=10)
@given(st.booleans(), st.binary(max_size=200))
def test_cards(demo: bool, transport: bytes) -> None:  # noqa: FBT001
    root, node = keys("RUS")
    card = Card(1, "RUS", demo, root.public, node.public, transport)
    assert read_card(write_card(card, root)) == card


@given(st.lists(st.binary(max_size=300), max_size=5), st.lists(st.none() | st.tuples(SALTS, BYTES), max_size=5))
def test_files_of_exports(written: list[bytes], bodies: list[tuple[bytes, bytes] | None]) -> None:
    assert split_entries(b"".join(frame_entries(written))) == (written, True)
    reader = Bodies(b"".join(frame_bodies(bodies)))
    assert [reader.take() for _ in bodies] == bodies
    assert reader.ended()


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(min_size=1, max_size=300), st.binary(max_size=50), st.integers(0, 36**8 - 1))
def test_drop_files(tmp_path: Path, packet: bytes, padding: bytes, at_ms: int) -> None:
    path = tmp_path / file_name(at_ms)
    path.write_bytes(wrap(packet) + padding)
    assert read_file(path) == (Verdict.WHOLE, packet)
    path.write_bytes(wrap(packet)[:-1])
    assert read_file(path) == (Verdict.CUT, b"")


def test_a_codec_that_forgets_a_field_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(p._READERS, 2, lambda _fields: p.Beat(b"c" * 8, b"d" * 8, 0))  # noqa: SLF001
    beat = p.Beat(b"c" * 8, b"d" * 8, 5)
    assert p.read_payload(p.write_payload(beat)) != beat
