"""The answers of a record as one screen of sentences, each question in English and in Russian."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from parley.desk import calls
from parley.desk import messages as m
from parley.desk.agreement import Agreement
from parley.desk.obligations import Owed, Standing
from parley.node.call_views import Asked, PairingView
from parley.node.counts import CountsView
from parley.node.debts import Debt
from parley.node.held_views import CallView
from parley.node.nearness import ClaimedPoint, NotifiedFlight
from parley.node.views import Answers
from parley.node.watch_view import Human, WatchView
from parley.wire import render
from parley.wire.local_times import shown
from parley.words.instants import MINUTE_MS, iso, parse_iso

Both = tuple[str, str]
"""A sentence in English and in Russian."""
At = Callable[[int], str]
"""Writes an instant in ms as people read it."""

HUMANS: Mapping[Human, Both] = {
    Human.PRESENT: ("present", "на месте"),
    Human.SILENT: ("silent", "молчит"),
    Human.NOT_KNOWN: ("not known, line down", "неизвестно, связи нет"),
    Human.NOT_DUE: ("no check was due yet", "проверок ещё не было"),
}
RESULTS: tuple[tuple[str, Both], ...] = (
    ("accepted", ("accepted", "принято")),
    ("other_time", ("another time", "другое время")),
    ("other_level", ("another level", "другой уровень")),
    ("deferred", ("deferred", "отложено")),
    ("declined", ("declined", "отклонено")),
    ("no_answer", ("no answer", "без ответа")),
    ("not_known", ("not known", "неизвестно")),
    ("waiting", ("waiting", "ждёт")),
    ("withdrawn", ("withdrawn", "отозвано")),
    ("crossed", ("one with another's", "встречные")),
)
DEBTS: Mapping[Owed, Both] = {
    Owed.REPLY: ("the reply to a query", "ответ на запрос"),
    Owed.PROMISED: ("the reply that it promised", "обещанный ответ"),
    Owed.CALL_ANSWER: ("the answer to a call request", "ответ на просьбу о разговоре"),
    Owed.IN_EFFECT: ("word that what was agreed in a call is in effect", "сообщение о действии договорённости"),
    Owed.FOLLOW_UP: ("the follow-up of a call", "последующий разговор"),
    Owed.MEETING_ANSWER: ("the answer to a meeting asked for", "ответ на просьбу о встрече"),
    Owed.ACKNOWLEDGEMENT: ("an acknowledgement", "подтверждение"),
    Owed.CLARIFICATION: ("a word on what is doubted or not understood", "ответ на сомнение или непонимание"),
    Owed.PRESENCE_ANSWER: ("the answer to a presence query", "ответ на запрос о присутствии"),
    Owed.LAUNCH_REPORT: ("what became of a launch", "отчёт после пуска"),
    Owed.REVIEW: ("the review of a suspension", "итог пересмотра приостановки"),
}
STANDINGS: Mapping[Standing, str] = {
    Standing.NOT_STORED: "запрос не дошёл",
    Standing.RUNNING: "срок идёт",
    Standing.ANSWERED: "дан",
    Standing.ANSWERED_LATE: "дан с опозданием",
    Standing.UNANSWERED: "нет",
    Standing.NOT_KNOWN: "неизвестно, связи нет",
}

CHANCE: Both = ("no more than chance", "не больше случайного")
OUTCOMES: Mapping[str, str] = {
    calls.State.HELD: "итог внесён одной стороной",
    calls.State.OUTCOME_AGREED: "итог согласован",
    calls.State.OUTCOME_DIFFERS: "итог не согласован",
}


def questions(found: Answers, lamps: Mapping[str, Any], terms: Agreement) -> Iterator[tuple[Both, list[Both]]]:
    """Give each question with its answers; instants as people read them."""
    at = partial(shown, zones=terms.time_zones)
    yield ("Is somebody there?", "Есть ли кто на связи?"), [watch(found.watch, lamps, at)]
    yield (
        ("Did the principals speak, and who asked?", "Говорили ли руководители и кто просил?"),
        [pairing(each, terms, at) for each in found.pairings],
    )
    yield ("Who owes what, since when?", "Кто что должен и с какого времени?"), list(debts(found, at))
    nearest = [flight(each, at) for each in found.nearness.flights[:1]]
    nearest += [claimed(each, terms, at) for each in found.nearness.claimed]
    yield ("How near did anything come to a border?", "Насколько близко подходили к границе?"), nearest
    if found.counts is not None:
        yield (
            ("How many flights, and is it more than chance?", "Сколько полётов, и случайно ли это?"),
            list(counts(found.counts)),
        )
    if found.calls:
        yield (
            ("What did each side say in public of a call?", "Что каждая сторона сообщила о разговоре?"),
            [line for call in found.calls for line in readouts(call, terms, at)],
        )


def watch(found: WatchView, lamps: Mapping[str, Any], at: At) -> Both:
    """Say whether node and watch are there."""
    sides = [lamps_of for others in lamps.values() for lamps_of in others.values()]
    up = bool(sides) and all(any(lamp["up"] for lamp in side) for side in sides)  # one way is enough to be heard
    ways = [lamp for side in sides for lamp in side if lamp["up"] or not up]
    bearers = ", ".join(sorted({lamp["bearer"].upper() for lamp in ways})) or "—"
    reported = at(max(parse_iso(lamp["since"]) for lamp in ways)) if ways else "—"
    human = HUMANS[found.human]
    last = "—" if found.last_good_ms is None else at(found.last_good_ms)
    since = "—" if found.since_ms is None else at(found.since_ms)
    return (
        (
            f"Machine: {'up' if up else 'down'} since {reported} ({bearers}). Human: {human[0]}; "
            f"last good watch check {last}; {found.answered} of {found.due} answered since {since}."
        ),
        (
            f"Узел: {'на связи' if up else 'нет связи'} с {reported} ({bearers}). Смена: {human[1]}; "
            f"последняя проверка связи {last}; отвечено {found.answered} из {found.due} с {since}."
        ),
    )


def pairing(found: PairingView, terms: Agreement, at: At) -> Both:
    """Say when a pair of principals last spoke or agreed to, and who asked since."""
    names, since = terms.pairings[found.pairing].name, at(found.since_ms)
    agreed = ("not held on this line", "на этой линии не говорили")
    if found.held_ms is not None:
        agreed = (f"last held {at(found.held_ms)}", f"последний разговор {at(found.held_ms)}")
    elif found.agreed_ms is not None:
        agreed = (f"last agreed for {at(found.agreed_ms)}", f"последняя договорённость на {at(found.agreed_ms)}")
    if found.none_attempted_days is None:
        asks = [", ".join(asked(party, each, place) for party, each in found.by.items()) for place in (0, 1)]
        rest = (f"asked since {since}: {asks[0]}", f"просили с {since}: {asks[1]}")
    else:
        days = found.none_attempted_days
        rest = (f"none attempted since {since} ({days} days)", f"с {since} попыток не было (дней: {days})")
    return (
        f"{names['en'].capitalize()}: {agreed[0]}; {rest[0]}.",
        f"{names['ru'].capitalize()}: {agreed[1]}; {rest[1]}.",
    )


def asked(party: str, found: Asked, place: int) -> str:
    """Say how often a party asked and what came of it, in the language at this place."""
    results = [f"{words[place]} {number}" for key, words in RESULTS if (number := getattr(found, key))]
    return f"{party} {found.asked}" + (f" ({', '.join(results)})" if results else "")


def debts(found: Answers, at: At) -> Iterator[Both]:
    """Say what each party owes."""
    for party in found.parties:
        owed = [debt for debt in found.debts if debt.debtor == party]
        if not owed:
            yield f"{party} owes nothing.", f"{party}: долгов нет."
        for debt in owed:
            yield _debt(debt, at)


def _debt(debt: Debt, at: At) -> Both:
    what = DEBTS[debt.what]
    due = "—" if debt.due_ms is None else at(debt.due_ms)
    breach = (", breached", ", срок нарушен") if debt.breached else ("", "")
    return (
        f"{debt.debtor} owes {what[0]} ({debt.precedence.name}); due {due}{breach[0]}.",
        f"{debt.debtor}: не дан {what[1]} ({debt.precedence.name}); срок {due}{breach[1]}.",
    )


def _near(found: m.BorderDistance) -> Both:
    in_english, in_russian = (
        (render.distance(found, language), render.country(found.border_of, language)) for language in ("en", "ru")
    )
    return " from ".join(in_english), " от границы ".join(in_russian)


def flight(found: NotifiedFlight, at: At) -> Both:
    """Say how near a notified flight came."""
    assert found.closest.distance is not None
    ahead_ms = None if found.ahead_min is None else found.ahead_min * MINUTE_MS
    english_ahead = "—" if ahead_ms is None else render.span(ahead_ms, "en")
    russian_ahead = "—" if ahead_ms is None else render.span(ahead_ms, "ru")
    when, near = at(found.closest.at_ms), _near(found.closest.distance)
    return (
        f"Nearest: {near[0]}, {when}, by {found.author}; notified {english_ahead} ahead.",
        f"Ближе всего: {near[1]}, {when}, {found.author}; уведомили за {russian_ahead}.",
    )


def claimed(found: ClaimedPoint, terms: Agreement, at: At) -> Both:
    """Say what a query claims of a point, and how the reply stands."""
    point: m.Point = found.claim.point
    if point.distance is None:
        return render.point(point, "en", terms.time_zones), render.point(point, "ru", terms.time_zones)
    when, near = at(point.at_ms), _near(point.distance)
    return (
        f"As {found.claim.author} claims: {near[0]}, {when}; reply: {found.standing}.",
        f"По утверждению {found.claim.author}: {near[1]}, {when}; ответ: {STANDINGS[found.standing]}.",
    )


def counts(found: CountsView) -> Iterator[Both]:
    """Say what a party's own desk counted and calls it, whether that is more than chance, and what was not notified."""
    for month in found.months:
        chance = ("more than chance", "больше случайного") if month.more_than_chance else CHANCE
        claims = {language: f"“{month.claim[language]}”" for language in ("en", "ru") if language in month.claim}
        declared = ", ".join(f"{party} {number}" for party, number in month.declared.items()) or "0"
        p, with_comma = f"{month.p:.2f}", f"{month.p:.2f}".replace(".", ",")
        yield (
            (
                f"{found.party} counted {month.flights} in {month.month}, {month.before} in {month.before_month}; "
                f"calls it {claims.get('en', '—')}. Exact p = {p}: {chance[0]} at 5 %. Notices: {declared}."
            ),
            (
                f"{found.party}: {month.flights} за {month.month}, {month.before} за {month.before_month}; называет: "
                f"{claims.get('ru', '—')}. Точное p = {with_comma}: {chance[1]} при 5 %. Уведомлений: {declared}."
            ),
        )
    for day in found.not_notified:
        on = iso(day.on_ms)[:10]
        yield (
            f"{on}: {found.party} saw {day.flights} of which it had no notice; notices for that day: {day.declared}.",
            f"{on}: {found.party}, без уведомления: {day.flights}; уведомлений на этот день: {day.declared}.",
        )


def readouts(call: CallView, terms: Agreement, at: At) -> Iterator[Both]:
    """Give both sides' readouts of a call, each in its own words."""
    names, when = terms.pairings[call.pairing].name, at(call.from_ms)
    yield (
        f"{names['en'].capitalize()}, {when}; {call.outcome}.",
        f"{names['ru'].capitalize()}, {when}; {OUTCOMES[call.outcome]}.",
    )
    for found in call.readouts:
        said = found.readout
        until = "" if said.embargo_until_ms is None else f" {at(said.embargo_until_ms)}"
        text = f"  {found.author}, {at(found.filed_ms)} ({said.publicity.name}{until}): “{said.text}”"
        yield text, text
