"""The codes of pages, sign-in and alerts; part of the table in `parley.words.codes`."""

from __future__ import annotations

from typing import Final

from parley.words.record_codes import Code

CONSOLE: Final[dict[str, Code]] = {
    "annunciator-malformed": Code(
        "The file that says what rings at this node is not in its form.", "Correct it: docs/live.md."
    ),
    "annunciator-failed": Code("What rings at this node did not end well.", "Run the command by itself and see why."),
    "alert-unknown": Code("No such alarm is shown any more.", "Look at the list again: what it was for may be over."),
    "not-signed-in": Code("Nobody has signed in at this page.", "Sign in, and try again."),
    "form-not-ours": Code(
        "The form did not come from a page of this session.", "Load the page anew, and send the form from there."
    ),
    "session-locked": Code("The seat was idle, and its page is locked.", "Unlock it: it opens where it was."),
    "page-unknown": Code("There is no such page.", "Go back to the desk."),
    "console-defect": Code(
        "The page could not be made.", "Use the terminal, and report this with the node's log: it is a defect."
    ),
    "console-public": Code(
        "Pages go over plain HTTP to this machine alone.", "Name a loopback address, or serve them over https://."
    ),
    "console-not-served": Code(
        "The node serves no pages.", "Start it with `parley serve --console HOST:PORT`: docs/console.md."
    ),
    "key-refused": Code("The key's answer was not taken.", "Load the page anew, and touch the key again."),
    "form-changed": Code("Somebody else has typed in this form meanwhile.", "Open it again: nothing is lost."),
}
