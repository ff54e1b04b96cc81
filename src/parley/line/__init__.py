"""Packets, sessions, delivery and liveness of one line; carries opaque bytes.

May import seal and words only; no clock, entropy, socket, disk or thread.
"""
