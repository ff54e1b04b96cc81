"""What the slots of one kind must fulfil together. Each rule raises PeerFault, or says nothing."""

from __future__ import annotations

from typing import Final, Protocol

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


def meeting_answer(message: m.CallAnswer | m.MeetingAnswer) -> None:
    """A time unless declined, a reason (or that none is given) if declined; a text has its language."""
    declined = message.answer is m.Answer.DECLINED
    if declined and message.reason is None:
        raise PeerFault("decline-bare")
    if declined != (message.at_ms is None) or (message.reason is not None and not declined):
        raise PeerFault("body-malformed", "It is declined with a reason, else answered with a time.")
    _in_a_language(message.language, message.text)


def call_answer(message: m.CallAnswer) -> None:
    """As for a meeting; a role is named where it is accepted, and only there."""
    meeting_answer(message)
    if message.role is not None and message.answer is not m.Answer.ACCEPTED:
        raise PeerFault("body-malformed", "A role is named by what accepts, and only there.")


def call_taken(message: m.CallTaken) -> None:
    """Only who was referred to answers by a time."""
    if message.by_ms is not None and message.role is None:
        raise PeerFault("body-malformed", "Only who was referred to answers by a time.")


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
    """A call ends after it begins; texts have their language; a time is one of agreed points, or of a follow-up."""
    _ends_after(message.from_ms, message.until_ms)
    _in_a_language(message.language, message.points, message.follow_up)
    if message.effective_ms is not None and not message.points:
        raise PeerFault("body-malformed", "An effective time needs agreed points.")
    if message.next_ms is not None and message.follow_up is None:
        raise PeerFault("body-malformed", "The time of a follow-up needs a follow-up.")


def confirmation(message: m.Confirmation) -> None:
    """A text says what is amended or disputed, in its language; what is confirmed needs none."""
    _in_a_language(message.language, message.text)
    if (message.verdict is m.Verdict.CONFIRMED) != (message.text is None):
        raise PeerFault("body-malformed", "A text is needed to amend or dispute, and only then.")


def readout(message: m.Readout) -> None:
    """An embargo has its end, and nothing else has."""
    if (message.publicity is m.Publicity.EMBARGO) != (message.embargo_until_ms is not None):
        raise PeerFault("body-malformed", "An embargo has its end, and nothing else has.")


def coded_message(message: m.CodedMessage) -> None:
    """The word has so many phrases; a signal is on an entry, nothing else is."""
    if message.phrase > m.CODED_PHRASES[message.word]:
        raise PeerFault("slot-range", f"{message.word.name} has no phrase {message.phrase}.")
    if (message.word is m.CodeWord.SIGNAL) != (message.of is not None):
        raise PeerFault("body-malformed", "A signal is on an entry, and nothing else is.")


def telephone_contact(message: m.TelephoneContact) -> None:
    """Caller and called are two parties."""
    if message.caller == message.called:
        raise PeerFault("body-malformed", "Caller and called are two parties.")


class _Window(Protocol):
    @property
    def from_ms(self) -> int: ...
    @property
    def until_ms(self) -> int: ...


class _Spoken(Protocol):
    @property
    def language(self) -> str | None: ...
    @property
    def text(self) -> str | None: ...


def window(message: _Window) -> None:
    """A window ends after it begins."""
    _ends_after(message.from_ms, message.until_ms)


def spoken(message: _Spoken) -> None:
    """A text has its language."""
    _in_a_language(message.language, message.text)


def _circle(centre: m.Position | None, radius_m: int | None) -> None:
    if (centre is None) != (radius_m is None):
        raise PeerFault("body-malformed", "Centre and radius come together.")


def flight_summary(message: m.FlightSummary) -> None:
    """A period ends after it begins, and no more flights are escorted, nor named as tracks, than there were."""
    window(message)
    if max(message.escorted or 0, len(message.tracks)) > message.flights:
        raise PeerFault("slot-range", "More flights are escorted, or named as tracks, than there were.")


def launch_notice(message: m.LaunchNotice) -> None:
    """A window ends after it begins; a circle has centre and radius."""
    window(message)
    _circle(message.centre, message.radius_m)


def launch_report(message: m.LaunchReport) -> None:
    """What was launched has its time, what was not has none; a text has its language."""
    spoken(message)
    if (message.result is m.LaunchResult.NOT_LAUNCHED) != (message.at_ms is None):
        raise PeerFault("body-malformed", "What was launched has its time, what was not has none.")


def airspace_notice(message: m.AirspaceNotice) -> None:
    """A window and a height band end after they begin; a circle has centre and radius."""
    window(message)
    _circle(message.centre, message.radius_m)
    if message.fl_min is not None and message.fl_max is not None and message.fl_max < message.fl_min:
        raise PeerFault("slot-range", "The height band ends below its beginning.")


def humanitarian_notice(message: m.HumanitarianNotice) -> None:
    """A window ends after it begins; a convoy has vehicles, a site has none."""
    window(message)
    if (message.humanitarian is m.Humanitarian.CONVOY) != (message.vehicles is not None):
        raise PeerFault("body-malformed", "A convoy has vehicles, a site has none.")


def doubt(message: m.Doubt) -> None:
    """What is disputed is said otherwise, as a point or in a text; a text has its language."""
    _in_a_language(message.language, message.text)
    if message.sort is m.DoubtSort.DISPUTED and message.point is None and message.text is None:
        raise PeerFault("body-malformed", "What is disputed is said otherwise, as a point or in a text.")


def progress(message: m.Progress) -> None:
    """A role is named by what was passed to it or seen by it, and only there."""
    if (message.step is m.Step.OPENED) != (message.role is None):
        raise PeerFault("body-malformed", "A role is named by what was passed to it or seen by it, and only there.")


def presence_answer(message: m.PresenceAnswer) -> None:
    """Only who is on the way comes by a time."""
    if message.by_ms is not None and message.presence is not m.Presence.ON_THE_WAY:
        raise PeerFault("body-malformed", "Only who is on the way comes by a time.")


def suspension(message: m.Suspension) -> None:
    """It is reviewed after it has begun; a text has its language."""
    spoken(message)
    if message.review_ms <= message.from_ms:
        raise PeerFault("slot-range", "The suspension is reviewed before it begins.")


def correction(message: m.Correction) -> None:
    """What states something is corrected; what acts on another entry is not."""
    if not isinstance(message.says, CORRECTABLE):
        raise PeerFault("body-malformed", "This kind states nothing that a correction could put right.")


CORRECTABLE: Final = (
    m.FlightNotice,
    m.FlightSummary,
    m.ExerciseNotice,
    m.MovementNotice,
    m.HazardNotice,
    m.LaunchNotice,
    m.LaunchReport,
    m.NavalNotice,
    m.AirspaceNotice,
    m.HumanitarianNotice,
    m.AccidentReport,
    m.IncidentReport,
    m.Query,
    m.Question,
    m.FollowUp,
    m.Reply,
    m.YesNo,
    m.PlainStatement,
    m.FreeText,
)
"""Kinds that state something."""
