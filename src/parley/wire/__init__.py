"""The catalogue: kinds and versions to types and back, in canonical bytes.

May import desk, line, record, geo, seal and words; no clock, entropy, socket, disk or thread.
"""
