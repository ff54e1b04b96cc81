"""Crashes of the store: every image that a power cut may leave, and every call to the disk that may fail.

May import everything; nothing in `src/` imports it.
"""
