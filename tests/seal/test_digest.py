"""The hashes that trees are made of, on the values that RFC 6962 and FIPS 180-4 give."""

from parley.seal.digest import EMPTY_ROOT, leaf_hash, node_hash, sha256


def test_the_empty_tree() -> None:
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_leaf_and_a_node_never_hash_alike() -> None:
    assert leaf_hash(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"
    assert leaf_hash(b"\x01" * 64) != node_hash(b"\x01" * 32, b"\x01" * 32)
    assert leaf_hash(b"L123456") == sha256(b"\x00L123456")
    assert node_hash(b"N123", b"N456") == sha256(b"\x01N123N456")
