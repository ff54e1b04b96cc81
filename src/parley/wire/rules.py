"""What the slots of one kind must fulfil together. Each rule raises PeerFault, or says nothing."""

from __future__ import annotations

from parley.desk import messages as m
from parley.words.faults import PeerFault


def _ends_after(from_ms: int, until_ms: int) -> None:
    if until_ms <= from_ms:
        raise PeerFault("slot-range", "The window ends before it begins.")


def _in_a_language(language: str | None, *texts: str | tuple[str, ...] | None) -> None:
    if any(texts) != (language is not None):
        raise PeerFault("body-malformed", "A text and its language come together.")


def anything(message: m.Message) -> None:
    """Slots that stand alone."""


def flight_notice(message: m.FlightNotice) -> None:
    """A window and a height band end after they begin."""
    _ends_after(message.from_ms, message.until_ms)
    if message.fl_max < message.fl_min:
        raise PeerFault("slot-range", "The height band ends below its beginning.")


def acknowledgement(message: m.Acknowledgement) -> None:
    """Understood is shown by a paraphrase; not understood names slots; a paraphrase has its language."""
    if (message.paraphrase is None) != (message.language is None):
        raise PeerFault("body-malformed", "A paraphrase and its language come together.")
    if (message.level is m.AckLevel.UNDERSTOOD) != (message.paraphrase is not None):
        raise PeerFault("body-malformed", "A paraphrase is needed to have understood, and only then.")
    if (message.level is m.AckLevel.NOT_UNDERSTOOD) != bool(message.slots):
        raise PeerFault("body-malformed", "Slots are named by what was not understood, and only there.")


def call_answer(message: m.CallAnswer) -> None:
    """A time unless declined, a reason (or that none is given) if declined; a text has its language."""
    declined = message.answer is m.Answer.DECLINED
    if declined != (message.at_ms is None) or declined != (message.reason is not None):
        raise PeerFault("body-malformed", "A call is declined with a reason, else answered with a time.")
    _in_a_language(message.language, message.text)


def exercise_notice(message: m.ExerciseNotice) -> None:
    """A window ends after it begins."""
    _ends_after(message.from_ms, message.until_ms)


def movement_notice(message: m.MovementNotice) -> None:
    """What moves leaves before it arrives; naval craft have a recipient, troops have none."""
    if message.from_ms is not None:
        _ends_after(message.from_ms, message.arrives_ms)
    handed_over = message.recipient is not None
    if message.movement is not m.Movement.EQUIPMENT and handed_over != (message.movement is m.Movement.NAVAL_TRANSFER):
        raise PeerFault("body-malformed", "Naval craft are transferred to a recipient, troops to none.")


def hazard_notice(message: m.HazardNotice) -> None:
    """A window ends after it begins; a circle has centre and radius."""
    _ends_after(message.from_ms, message.until_ms)
    if (message.centre is None) != (message.radius_m is None):
        raise PeerFault("body-malformed", "Centre and radius come together.")


def call_held(message: m.CallHeld) -> None:
    """A call ends after it begins; texts have their language; an effective time is one of agreed points."""
    _ends_after(message.from_ms, message.until_ms)
    _in_a_language(message.language, message.points, message.follow_up)
    if message.effective_ms is not None and not message.points:
        raise PeerFault("body-malformed", "An effective time needs agreed points.")


def confirmation(message: m.Confirmation) -> None:
    """A text says what is amended or disputed, in its language; what is confirmed needs none."""
    _in_a_language(message.language, message.text)
    if (message.verdict is m.Verdict.CONFIRMED) != (message.text is None):
        raise PeerFault("body-malformed", "A text is needed to amend or dispute, and only then.")


def readout(message: m.Readout) -> None:
    """An embargo has its end, and nothing else has."""
    if (message.publicity is m.Publicity.EMBARGO) != (message.embargo_until_ms is not None):
        raise PeerFault("body-malformed", "An embargo has its end, and nothing else has.")


def telephone_contact(message: m.TelephoneContact) -> None:
    """Caller and called are two parties."""
    if message.caller == message.called:
        raise PeerFault("body-malformed", "Caller and called are two parties.")
