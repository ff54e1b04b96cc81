"""What the slots of one kind must fulfil together. Each rule raises PeerFault, or says nothing."""

from __future__ import annotations

from parley.desk.messages import AckLevel, Acknowledgement, Answer, CallAnswer, FlightNotice, Message
from parley.words.faults import PeerFault


def anything(message: Message) -> None:
    """Slots that stand alone."""


def flight_notice(message: FlightNotice) -> None:
    """A window and a height band end after they begin."""
    if message.until_ms <= message.from_ms:
        raise PeerFault("slot-range", "The window ends before it begins.")
    if message.fl_max < message.fl_min:
        raise PeerFault("slot-range", "The height band ends below its beginning.")


def acknowledgement(message: Acknowledgement) -> None:
    """Understood is shown by a paraphrase; not understood names slots; a paraphrase has its language."""
    if (message.paraphrase is None) != (message.language is None):
        raise PeerFault("body-malformed", "A paraphrase and its language come together.")
    if (message.level is AckLevel.UNDERSTOOD) != (message.paraphrase is not None):
        raise PeerFault("body-malformed", "A paraphrase is needed to have understood, and only then.")
    if (message.level is AckLevel.NOT_UNDERSTOOD) != bool(message.slots):
        raise PeerFault("body-malformed", "Slots are named by what was not understood, and only there.")


def call_answer(message: CallAnswer) -> None:
    """A time unless declined, a reason (or that none is given) if declined; a text has its language."""
    declined = message.answer is Answer.DECLINED
    if declined != (message.at_ms is None) or declined != (message.reason is not None):
        raise PeerFault("body-malformed", "A call is declined with a reason, else answered with a time.")
    if (message.text is None) != (message.language is None):
        raise PeerFault("body-malformed", "A text and its language come together.")
