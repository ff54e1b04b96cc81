"""Drills: a line of its own on one machine, a counterpart that plays a scenario, the watch's times, the debriefing.

May import what `app` may, and the rest of it, of which only `drill_screen.py` imports any of this.
"""
