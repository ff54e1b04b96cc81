"""Volumes, borders, distances and conflicts on WGS 84.

May import seal and words only; no clock, entropy, socket, disk or thread. Arrays are NumPy's: whoever imports the
kernels loads it.
"""
