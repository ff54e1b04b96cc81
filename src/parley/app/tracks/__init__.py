"""Archives and live feeds of observed tracks: read, screened, told. Needs the extra `parley[tracks]`.

May import what app may; nothing that a node runs imports it.
"""
