"""The codes of what is said and of the desk; part of the table in `parley.words.codes`."""

from __future__ import annotations

from typing import Final

from parley.words.record_codes import Code

DESK: Final[dict[str, Code]] = {
    "kind-unknown": Code(
        "The kind or its version is newer than this catalogue: held, not readable here.", "Upgrade to read it."
    ),
    "body-malformed": Code("The body is not in the form of its kind.", "It is kept and shown as refused; ask again."),
    "slot-range": Code("A slot has a value outside its limits.", "Correct the value and send it again."),
    "text-controls": Code(
        "A text holds control or direction characters that nobody sees.", "Type the text anew, as plain text."
    ),
    "class-refused": Code("This kind may not travel in this traffic class.", "Send it in the class where it belongs."),
    "precedence-refused": Code("This kind may not have this precedence.", "Choose a precedence that it allows."),
    "agreement-malformed": Code("The agreement is not in its form.", "Correct the named place in the file."),
    "agreement-contradicts": Code(
        "The agreement's terms cannot hold together.", "Correct the named place; parley agreement check names them all."
    ),
    "profile-unknown": Code("There is no profile of this name.", "List them: parley agreement profile."),
    "language-unknown": Code("This is no code of a language.", "Write it in two or three small letters, as en."),
    "thread-needed": Code("This kind answers something and names nothing.", "Name the entry that it answers."),
    "thread-opener": Code("This kind opens a thread of its own.", "Send it by itself and name the other as subject."),
    "thread-unknown": Code("The entry that opened this thread is not accepted here.", "Look up what it answers."),
    "thread-erased": Code("The bodies of this thread were erased by agreement.", "Open a new thread and say it anew."),
    "rung-unknown": Code("The agreement has no such rung.", "See which there are: parley escalation."),
    "rung-early": Code("The time of this rung has not come.", "Wait for it: parley escalation shows when."),
    "rung-repeated": Code("This rung was taken already.", "Nothing: whoever it names was called."),
    "rung-answered": Code("What was owed is there: the ladder has stopped.", "Nothing."),
    "rung-not-yours": Code("A ladder is climbed by the side that waits.", "Answer what is owed."),
    "template-not-in-force": Code(
        "The agreement does not let this party send this kind.", "Say it in another form, or amend the agreement."
    ),
    "template-unreviewed": Code(
        "The agreement takes reviewed wording only, and does not name this kind among what is reviewed.",
        "Say it in another form, or have all parties sign that it is reviewed, or that they take it unreviewed.",
    ),
    "reviews-differ": Code(
        "The agreement calls wording reviewed of which this version has no review.",
        "Run the version that has it, or take the template out of `reviewed` (parley agreement check names it).",
    ),
    "time-zone-unknown": Code(
        "The agreement names a time zone that this machine does not have.",
        "Write the IANA name, as Europe/Paris, or update the package tzdata.",
    ),
    "catalogue-differs": Code(
        "The agreement names another catalogue of sentences than this version has.",
        "Run the version that has it, or name this one's (parley agreement check): a new one needs all signatures.",
    ),
    "amendment-unknown": Code(
        "No proposed agreement, or more than one, has this hash.", "Read the hash again: parley status names it."
    ),
    "agreement-signed": Code("This party has signed this agreement already.", "Wait for the other side's signature."),
    "thread-full": Code("The thread has as many statements as one may have.", "Open a new one and name this."),
    "answer-misplaced": Code("What this thread is about is not answered by this kind.", "Look up what it answers."),
    "notice-not-yours": Code("Only its author amends a notice.", "Send a query about it."),
    "notice-cancelled": Code("Its author has cancelled it.", "Declare it anew, as a notice of its own."),
    "launch-reported": Code("What became of the launch is reported.", "Correct the report, or declare another launch."),
    "accident-not-yours": Code("Only its author tells on about an accident.", "Report an incident of your own."),
    "query-not-yours": Code("This is for the side whose query it is.", "Ask with a query of your own."),
    "query-open": Code("The query has no answer yet.", "Wait for the answer, or ask anew."),
    "query-own": Code("A query is answered by the side that was asked.", "Send a statement instead."),
    "query-answered": Code("The query has its answer.", "Add to it with a statement, or ask anew."),
    "meeting-open": Code("A meeting is asked for already.", "Wait for the answer, or answer the other time."),
    "meeting-not-asked": Code("Nobody has asked for a meeting here.", "Ask for one in the thread of your own query."),
    "meeting-not-yours": Code("The other side has to answer now.", "Wait."),
    "meeting-time-unknown": Code("The accepted time was not proposed.", "Propose it as another time."),
    "meeting-over": Code("The meeting has its answer.", "Ask for another meeting."),
    "call-not-yours": Code("The other side has to answer now.", "Wait, or ask for another call."),
    "call-over": Code("The call request has its answer.", "Ask for another call."),
    "call-unknown": Code("The entry stands in no call.", "Name a call request: parley call board."),
    "call-received": Code("The watch has received this call request before.", "Nothing is needed."),
    "call-unauthorised": Code(
        "The authority of this role does not reach to this pairing.",
        "Have the pairing's role or one of its alternates accept, or propose another level.",
    ),
    "call-withdrawn": Code("The side that asked has withdrawn this call request.", "Ask for a call of your own."),
    "call-crossed": Code(
        "This request and an earlier one of the other side crossed: one call comes of both.",
        "Answer in the earlier request's thread; parley call show names it.",
    ),
    "call-begun": Code("The call has begun.", "Enter that it ended."),
    "call-slot-past": Code("A time that is proposed for a call has passed.", "Propose times that are still to come."),
    "decline-bare": Code("A decline says its reason, or that none is given.", "Give the reason, or none-given."),
    "call-outcome-open": Code(
        "Both sides have not agreed on the outcome of this call.", "Confirm the account first, or add a statement."
    ),
    "call-token-missing": Code("No token was issued for this call.", "Issue one: parley call token."),
    "call-token-time": Code("The token is for another time than was agreed.", "Issue one for the agreed time."),
    "call-token-read": Code("This side has read back its half of the token.", "Wait for the other side's half."),
    "call-token-misread": Code(
        "What was read back is not this side's half of the token.", "Read the token again, and read back your half."
    ),
    "call-token-stale": Code(
        "The call started outside the time for which its token was issued.", "Agree on another time by a new request."
    ),
    "call-authenticated": Code("Both halves of the token have been read back.", "Start the call."),
    "call-not-authenticated": Code(
        "Both watches have not read back their halves of a token.", "Issue a token and read it back first."
    ),
    "call-not-begun": Code("The call has not started.", "Enter first that it started."),
    "call-interrupted": Code("The call was interrupted.", "Enter that it was resumed, or that it ended."),
    "call-ended": Code("The call has ended.", "Enter its outcome, or ask for another call."),
    "call-time-unknown": Code("The accepted time was not proposed.", "Propose it as another time."),
    "call-not-agreed": Code("No time was agreed for this call.", "Enter it as a telephone contact."),
    "call-not-held": Code("Nobody has entered that this call was held.", "Enter first that it was held."),
    "account-own": Code("An account is confirmed, amended or disputed by the other side.", "Enter it anew instead."),
    "account-superseded": Code(
        "Another account was entered since, or this is none.", "Read the newest account and answer that."
    ),
    "account-confirmed": Code("Both sides have agreed on this account.", "Add to it with a statement."),
    "contact-not-yours": Code(
        "A contact is entered by a side that took part, and anew by the same side.", "Amend or dispute it instead."
    ),
    "protest-own": Code("A protest is answered by the other side.", "Send a statement instead."),
    "protest-answered": Code("The protest has its answer.", "Add to it with a statement, or protest anew."),
    "pairing-unknown": Code("The agreement has no such pairing.", "Use a pairing of the agreement."),
    "seat-unknown": Code("The agreement has no such role.", "Use a role of the agreement."),
    "presence-own": Code("A presence query is answered by the other side.", "Wait for its answer."),
    "suspension-not-yours": Code(
        "A suspension is renewed and ended by the side that declared it.", "Suspend for your own side."
    ),
    "suspension-ended": Code("The suspension has ended.", "Declare another one."),
    "watch-own": Code("A watch check is answered by the other side.", "Wait for its answer."),
    "watch-answered": Code("The watch check has its answer.", "Nothing is needed."),
    "watch-misread": Code("What was read back is not the challenge.", "Read the challenge again and answer anew."),
    "ack-own": Code("An entry is acknowledged by the other side.", "Wait for its acknowledgement."),
    "ack-unknown": Code("The entry is not in this thread, or is itself an acknowledgement.", "Name the right entry."),
    "ack-repeated": Code("This was acknowledged so, or further, before.", "Nothing is needed."),
    "suspended": Code(
        "This kind is suspended in this direction.", "End the suspension first, or wait until it has ended."
    ),
    "silence-ordered": Code(
        "Silence is ordered here: only emergencies leave without a reason.",
        "Type the reason, or lift the order.",
    ),
    "checklist-unknown": Code(
        "There is no checklist for this, or no such step in it.", "Name an incident report or an accident report."
    ),
    "officers-needed": Code("More officers have to release this.", "Have another seat release it with you."),
    "lead-time-short": Code(
        "It begins sooner than the agreed lead time allows.",
        "Check the times, or say that it goes out late.",
    ),
    "doubt-own": Code("What an entry states is doubted by another side.", "Correct it instead."),
    "doubt-repeated": Code("This side has said so already.", "Nothing is needed."),
    "doubt-settled": Code("This is not, or no more, in doubt.", "Nothing is needed."),
    "doubt-unknown": Code(
        "The entry says of nothing that it was not understood or is doubted.", "Name the entry that says so."
    ),
    "track-unknown": Code("The entry has no track of this number.", "Count its tracks from 1."),
    "clarification-not-yours": Code("Only its author stands by what it said.", "Wait for the author."),
    "correction-not-yours": Code("Only its author corrects an entry.", "Say that it is doubtful or disputed."),
    "correction-differs": Code("A correction is of the kind that it corrects.", "Say all of it anew in that kind."),
    "correction-slow": Code(
        "A correction travels no slower than what it corrects.", "Send it at the precedence of what it corrects."
    ),
    "deferral-own": Code("Another time is agreed to by the other side.", "Wait for its answer."),
    "deferral-over": Code("The proposal has its answer.", "Propose another time."),
    "deferral-unknown": Code("The entry proposes no other time.", "Name the entry that proposes it."),
    "disclosure-not-agreed": Code(
        "The agreement keeps this inside: that an entry was opened, or whom it reached.", "Acknowledge it as read."
    ),
    # release evidence
    "release-malformed": Code("The evidence of a release is not in its form.", "Have the officer release it anew."),
    "release-digest": Code(
        "A hardware key signed another draft than this.", "Show the draft to the officer again, and have it released."
    ),
    "release-origin": Code(
        "A hardware key signed for another console than the one that its entry names.",
        "Release at the console for which the key was named, or name it anew.",
    ),
    "release-presence": Code(
        "A hardware key signed without a touch, or without knowing who touched it.", "Use a key with a PIN or a finger."
    ),
    "release-signature": Code("A hardware key's signature does not verify.", "Have the officer release it anew."),
    "release-key-unknown": Code(
        "No hardware key of this party is named so under this seat.", "Name it first: parley people key."
    ),
    "release-key-revoked": Code("The hardware key holds no more.", "Release with a key that holds."),
    "release-unproved": Code(
        "The agreement asks for the hardware keys of more officers than released this.",
        "Have them release it with their keys.",
    ),
    "officer-key-malformed": Code(
        "The entry names no seat, console or public half that is taken (ES256, EdDSA).", "Enrol another hardware key."
    ),
    "officer-key-known": Code("This hardware key is named already.", "Nothing is needed; a revoked key never returns."),
}
