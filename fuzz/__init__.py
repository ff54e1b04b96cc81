"""Hostile bytes: a target for each reader of what comes from outside, for a coverage-guided fuzzer and for the tests.

May import everything but tests and sim's schedules; nothing imports it but tests.
"""
