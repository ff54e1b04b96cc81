"""What the duty desk does, one state machine a file.

May import line, record, geo and words, but not seal; no clock, entropy, socket, disk or thread.
"""
