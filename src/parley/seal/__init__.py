"""Digest, sign, seal and open: the only door to the cryptographic library.

May import words and `cryptography`; no clock, entropy, socket, disk or thread.
"""
