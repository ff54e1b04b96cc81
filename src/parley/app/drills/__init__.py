"""Drills: a line of its own on one machine, a counterpart that plays a scenario, the times of the watch, the debriefing.

Nothing else of `app` imports it.
"""
