"""The pages of the duty desk.

May import runtime's port to the node, node, and what is below node; no adapter.
"""
