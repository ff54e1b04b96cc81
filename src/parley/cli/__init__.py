"""The `parley` command: parses the line, then calls the application.

May import everything below it but the concrete adapters: those it gets through `app`.
"""
