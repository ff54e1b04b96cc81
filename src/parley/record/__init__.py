"""Entries, feeds, trees, heads and their verification; carries opaque bytes.

May import seal and words only, so that the offline verifier stays small.
"""
