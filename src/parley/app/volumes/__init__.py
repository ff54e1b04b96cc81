"""Declared volumes in the forms that others read, each with what that form cannot carry.

May import what app may; nothing that a node runs imports it.
"""
