"""One pure step over one line: event in, entries and effects out.

May import wire, desk, line, record, geo, seal and words; no clock, entropy, socket, disk or thread.
"""
