"""Volumes, borders, separation and closest approach.

May import seal and words only; no clock, entropy, socket, disk or thread.
"""
