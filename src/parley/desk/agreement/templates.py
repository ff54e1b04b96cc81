"""The templates by the names that agreements use, derived from the kinds, and which answers which."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, get_args

from parley.desk import messages as m
from parley.desk.notices import NOTICES

_NAMES: Final[Mapping[type[m.Message], str]] = {
    kind: re.sub(r"(?<!^)(?=[A-Z])", "-", kind.__name__.removesuffix("Notice")).lower() for kind in get_args(m.Message)
}


def template_of(kind: type[m.Message]) -> str:
    """Give a kind's name in agreements: `flight` for FlightNotice, `holding-reply` for HoldingReply."""
    return _NAMES[kind]


TEMPLATES: Final = tuple(template_of(kind) for kind in get_args(m.Message))
"""Every template of this catalogue."""

NOTICE_KINDS: Final = tuple(map(template_of, NOTICES))
"""Those that are notices: they alone have lead times."""

ALWAYS_IN_FORCE: Final = frozenset(
    map(
        template_of,
        (
            m.Acknowledgement,
            m.Progress,
            m.WatchCheck,
            m.WatchAnswer,
            m.Doubt,
            m.Clarification,
            m.Correction,
            m.Cancellation,
            m.Translation,
            m.Deferral,
            m.DeferralAnswer,
            m.Suspension,
            m.Resumption,
            m.AccidentReport,
            m.Manning,
            m.Reached,
            m.Escalated,
            m.CallWithdrawal,
        ),
    )
)
"""Without these no line can be tested, nothing on it be acknowledged, doubted or put right: no agreement lists them."""

ANSWERS: Final[Mapping[str, tuple[str, ...]]] = {
    template_of(kind): tuple(map(template_of, answers))
    for kind, answers in {
        m.Query: (m.Reply, m.HoldingReply),
        m.Question: (m.YesNo, m.HoldingReply),
        m.MeetingRequest: (m.MeetingAnswer,),
        m.PresenceQuery: (m.PresenceAnswer,),
        m.Protest: (m.Reply,),
        m.CallRequest: (m.CallAnswer,),
        m.CallToken: (m.CallReadback,),
        m.CallHeld: (m.Confirmation,),
        m.TelephoneContact: (m.Confirmation,),
    }.items()
}
"""What the other side needs in force to answer each."""
