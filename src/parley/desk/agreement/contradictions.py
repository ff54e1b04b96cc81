"""What an agreement says that cannot hold together: each rule with its name, and the places where it is broken."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Final, NamedTuple

from parley.desk.agreement.templates import ANSWERS
from parley.desk.agreement.terms import (
    DAY_MIN,
    Agreement,
    Hours,
    WatchSchedule,
    template_in_force,
    template_reviewed,
)
from parley.desk.values import Publicity
from parley.words.faults import PeerFault
from parley.words.instants import DAY_MS
from parley.words.terms import Precedence

HOUR_MIN: Final = 60


class Contradiction(NamedTuple):
    """One broken rule: its name, the place in the file, and why, in English and in Russian."""

    rule: str
    place: str
    why: Mapping[str, str]


Broken = Iterator[tuple[str, tuple[object, ...]]]
"""Places at which a rule is broken, each with what its sentence names."""


def contradictions(agreement: Agreement) -> tuple[Contradiction, ...]:
    """Find every contradiction, rule by rule."""
    return tuple(
        Contradiction(name, place, {"en": rule.english.format(*named), "ru": rule.russian.format(*named)})
        for name, rule in RULES.items()
        for place, named in rule.broken(agreement)
    )


def refuse_contradictions(agreement: Agreement) -> None:
    """Refuse terms that cannot be kept. Raises PeerFault `agreement-contradicts`, which names the first place."""
    found = contradictions(agreement)
    if found:
        first = found[0]
        more = f" ({len(found) - 1} more: parley agreement check)" if len(found) > 1 else ""
        raise PeerFault("agreement-contradicts", f"{first.place}: {first.why['en']}{more}")


def _falling(clocks: Mapping[Precedence, int], table: str) -> Broken:
    for lower, higher in pairwise(sorted(clocks)):
        if clocks[higher] > clocks[lower]:
            yield f"{table}.{higher.name}", (higher.name, clocks[higher], lower.name, clocks[lower])


def _reply_clocks(agreement: Agreement) -> Broken:
    return _falling(agreement.reply_within_min, "reply_within_min")


def _acknowledge_clocks(agreement: Agreement) -> Broken:
    return _falling(agreement.acknowledge_within_min, "acknowledge_within_min")


def _read_after_reply(agreement: Agreement) -> Broken:
    for precedence, within_min in agreement.acknowledge_within_min.items():
        reply_min = agreement.reply_within_min.get(precedence, within_min)
        if within_min > reply_min:
            yield f"acknowledge_within_min.{precedence.name}", (precedence.name, within_min, reply_min)


def _gaps(schedule: WatchSchedule) -> Iterator[int]:
    """Give the minutes from each check to the next, on days with and between days without exceptions."""
    usual = [schedule.times_min, *[each.times_min for each in schedule.exceptions if each.times_min]]
    for times in usual:
        yield from (later - earlier for earlier, later in pairwise(times))
        for following in usual:
            yield DAY_MIN - times[-1] + following[0]


def _overlapping_checks(agreement: Agreement) -> Broken:
    if agreement.watch is not None:
        gap_min = min(_gaps(agreement.watch))
        if agreement.watch.answer_within_min > gap_min:
            yield "watch.answer_within_min", (agreement.watch.answer_within_min, gap_min)


def _exceptions_outside(agreement: Agreement) -> Broken:
    if agreement.watch is not None:
        for number, each in enumerate(agreement.watch.exceptions):
            if each.until_ms <= agreement.watch.first_ms:
                yield f"watch.exceptions[{number}]", ()


def _exceptions_overlap(agreement: Agreement) -> Broken:
    spans = [] if agreement.watch is None else [(each.from_ms, each.until_ms) for each in agreement.watch.exceptions]
    for number, (from_ms, until_ms) in enumerate(spans):
        if any(from_ms < end_ms and begin_ms < until_ms for begin_ms, end_ms in spans[:number]):
            yield f"watch.exceptions[{number}]", ()


def _not_in_force(agreement: Agreement) -> Broken:
    tables = {
        "notify_ahead_days": agreement.notify_ahead_days,
        "notify_ahead_min": agreement.notify_ahead_min,
        "border_min_m": agreement.border_min_m,
        "release.by_template": agreement.release.by_template,
    }
    for table, templates in tables.items() if agreement.in_force is not None else ():
        for template in templates:
            if template not in (agreement.in_force or {}):
                yield f"{table}.{template}", (template,)


def _unanswerable(agreement: Agreement) -> Broken:
    for template, answers in ANSWERS.items():
        for answer in answers:
            for sender in _senders(agreement, template):
                others = [party for party in agreement.languages if party != sender]
                if missing := [party for party in others if party not in _senders(agreement, answer)]:
                    open_there = template_in_force(agreement, answer, missing[0])
                    table = "reviewed" if open_there else f"in_force.{template}"
                    yield table, (template, sender, answer, missing[0])


def _senders(agreement: Agreement, template: str) -> list[str]:
    reviewed = template_reviewed(agreement, template)
    return [party for party in agreement.languages if reviewed and template_in_force(agreement, template, party)]


def _two_leads(agreement: Agreement) -> Broken:
    for template in agreement.notify_ahead_days.keys() & agreement.notify_ahead_min.keys():
        yield f"notify_ahead_min.{template}", (template,)


def longest_clock_min(agreement: Agreement) -> int:
    """Give the longest time that anything is open by these terms, in minutes."""
    replies = max(agreement.reply_within_min.values(), default=0)
    ladders = (agreement.escalation, *agreement.escalation_by.values())
    ladder = max((rung.after_min for rungs in ladders for rung in rungs), default=0)
    days = max(agreement.notify_ahead_days.values(), default=0)
    ahead = max(days * DAY_MIN, *agreement.notify_ahead_min.values(), 0)
    return max(replies + ladder, agreement.call_answer_within_h * HOUR_MIN, ahead)


def _erased_too_early(agreement: Agreement) -> Broken:
    longest_min = longest_clock_min(agreement)
    if agreement.bodies_days is not None and agreement.bodies_days * DAY_MIN < longest_min:
        yield "retention.bodies_days", (agreement.bodies_days, -(-longest_min // DAY_MIN))


def _nobody_called(agreement: Agreement) -> Broken:
    for party, hours in agreement.hours.items():
        if not hours.round_the_clock and (hours.called is None or hours.within_min is None):
            yield f"hours.{party}", (party,)


def _called_too_late(agreement: Agreement) -> Broken:
    flash_min = agreement.reply_within_min.get(Precedence.FLASH)
    for party, hours in agreement.hours.items():
        if flash_min is not None and hours.within_min is not None and hours.within_min > flash_min:
            yield f"hours.{party}.within_min", (party, hours.within_min, flash_min)


def _check_outside_hours(agreement: Agreement) -> Broken:
    schedule = agreement.watch
    if schedule is None:
        return
    for party, hours in agreement.hours.items():
        found = next((minute for minute in schedule.times_min if not _always_there(hours, minute)), None)
        if found is not None:
            yield "watch.times", (f"{found // 60:02}:{found % 60:02}Z", party)


def _always_there(hours: Hours, minute: int) -> bool:
    return all(hours.covers(day, minute) for day in range(7))


def _too_few_roles(agreement: Agreement) -> Broken:
    release = agreement.release
    asked = {"officers": release.officers} | {f"by_template.{name}": n for name, n in release.by_template.items()}
    for place, officers in asked.items():
        if release.roles and officers > len(set(release.roles)):
            yield f"release.{place}", (officers, len(set(release.roles)))


def _stands_in_for_itself(agreement: Agreement) -> Broken:
    for name, pairing in agreement.pairings.items():
        for party, alternates in pairing.alternates.items():
            every = [pairing.roles[party], *alternates]
            if len(set(every)) < len(every):
                yield f"pairings.{name}.alternates.{party}", (party, name)


def _token_not_in_force(agreement: Agreement) -> Broken:
    if not agreement.calls_by_token or agreement.in_force is None:
        return
    for template in ("call-token", "call-readback", "call-mark"):
        if missing := [party for party in agreement.languages if party not in agreement.in_force.get(template, ())]:
            yield f"in_force.{template}", (template, missing[0])


def _embargo(agreement: Agreement) -> Broken:
    disclosure = agreement.disclosure
    if (disclosure.publicity is Publicity.EMBARGO) != (disclosure.embargo_h is not None):
        yield "disclosure.embargo_h", ()


def _nothing_reviewed(agreement: Agreement) -> Broken:
    if not agreement.takes_unreviewed and not (agreement.catalogue and agreement.reviewed):
        yield "takes_unreviewed", ()


def _border_of_nobody(agreement: Agreement) -> Broken:
    for template in agreement.border_min_m:
        if not agreement.borders:
            yield f"border_min_m.{template}", (template,)


def _slower_ladder(agreement: Agreement) -> Broken:
    """A ladder of its own is shorter than the common one: else what is urgent climbs last."""
    common_min = max((rung.after_min for rung in agreement.escalation), default=None)
    for precedence, rungs in agreement.escalation_by.items():
        top_min = max((rung.after_min for rung in rungs), default=0)
        if common_min is not None and top_min > common_min:
            yield f"escalation_by.{precedence.name}", (precedence.name, top_min, common_min)


def _channel_too_soon(agreement: Agreement) -> Broken:
    """Another channel is for when who is called at other hours has had the time to come."""
    ladders = {"escalation": agreement.escalation}
    ladders |= {f"escalation_by.{precedence.name}": rungs for precedence, rungs in agreement.escalation_by.items()}
    for party, hours in agreement.hours.items():
        for place, rungs in ladders.items():
            for number, rung in enumerate(rungs):
                if rung.channel is not None and rung.after_min < (hours.within_min or 0):
                    yield f"{place}[{number}].after_min", (rung.channel, rung.after_min, party, hours.within_min)


def _pairings_in_a_ring(agreement: Agreement) -> Broken:
    for first in agreement.next_pairing:
        seen, pairing = {first}, agreement.next_pairing.get(first)
        while pairing is not None and pairing not in seen:
            seen.add(pairing)
            pairing = agreement.next_pairing.get(pairing)
        if pairing == first:
            yield f"next_pairing.{first}", (first,)


def _relay_between_two(agreement: Agreement) -> Broken:
    for name, channel in agreement.channels.items():
        if channel.party is not None and len(agreement.languages) == 2:
            yield f"channels.{name}.party", (channel.party,)


def _founded_later(agreement: Agreement) -> Broken:
    if agreement.watch is not None and agreement.watch.first_ms < agreement.founded_ms - DAY_MS:
        yield "watch.first", ()


class Rule(NamedTuple):
    """Where a rule is broken, and why that cannot be; braces take what each place names, in order."""

    broken: Callable[[Agreement], Broken]
    english: str
    russian: str


RULES: Final[Mapping[str, Rule]] = {
    "reply-clocks": Rule(
        _reply_clocks,
        "A reply to {0} is due after {1} min, later than one to {2} ({3} min).",
        "Ответ на {0} ожидается через {1} мин, позже, чем на {2} ({3} мин).",
    ),
    "acknowledge-clocks": Rule(
        _acknowledge_clocks,
        "{0} is acknowledged within {1} min, later than {2} ({3} min).",
        "{0} подтверждается в течение {1} мин, позже, чем {2} ({3} мин).",
    ),
    "read-after-reply": Rule(
        _read_after_reply,
        "{0} is to be read within {1} min, but answered within {2} min.",
        "{0} прочитывается в течение {1} мин, а ответ ожидается в течение {2} мин.",
    ),
    "checks-overlap": Rule(
        _overlapping_checks,
        "A check may be answered after {0} min; the next one begins after {1} min.",
        "На проверку можно ответить через {0} мин; следующая начинается через {1} мин.",
    ),
    "check-outside-hours": Rule(
        _check_outside_hours,
        "The check at {0} falls outside the hours of watch of {1}.",
        "Проверка в {0} приходится на время вне часов дежурства {1}.",
    ),
    "exception-outside": Rule(
        _exceptions_outside,
        "The days end before the first check, so the exception never holds.",
        "Эти дни кончаются до первой проверки: исключение не действует никогда.",
    ),
    "exceptions-overlap": Rule(
        _exceptions_overlap,
        "The days are also those of an earlier exception.",
        "Эти дни входят и в предыдущее исключение.",
    ),
    "checks-before-founding": Rule(
        _founded_later,
        "The first check is more than a day before the line is founded.",
        "Первая проверка более чем за сутки до учреждения линии.",
    ),
    "not-in-force": Rule(
        _not_in_force,
        "The template {0} is in force in no direction.",
        "Образец {0} не действует ни в одном направлении.",
    ),
    "no-answer-in-force": Rule(
        _unanswerable,
        "{1} may send {0}, but {2}, which answers it, is not in force for {3}.",
        "{1} может направлять {0}, но {2}, которым на него отвечают, для {3} не действует.",
    ),
    "two-lead-times": Rule(
        _two_leads,
        "The template {0} has a lead time in days and another in minutes.",
        "Для образца {0} срок уведомления указан и в днях, и в минутах.",
    ),
    "erased-too-early": Rule(
        _erased_too_early,
        "Bodies are erased after {0} days, while something may be open for {1} days.",
        "Содержание стирается через {0} сут, а открытым дело может быть {1} сут.",
    ),
    "nobody-called": Rule(
        _nobody_called,
        "The watch of {0} is not there at all hours, and no role is called within a stated time.",
        "Дежурная смена {0} есть не всегда, а вызываемая должность и срок не указаны.",
    ),
    "called-too-late": Rule(
        _called_too_late,
        "Who is called at {0} comes within {1} min; a reply to FLASH is due after {2} min.",
        "Вызываемый у {0} приходит в течение {1} мин; ответ на FLASH ожидается через {2} мин.",
    ),
    "too-few-roles": Rule(
        _too_few_roles,
        "{0} officers are to release, and only {1} role may.",
        "Отправку разрешают {0} должностных лица, а право на это есть у {1} должности.",
    ),
    "alternate-twice": Rule(
        _stands_in_for_itself,
        "At {0} a role of the pairing {1} stands in for itself, or is named twice.",
        "У {0} должность в паре {1} замещает сама себя или названа дважды.",
    ),
    "token-not-in-force": Rule(
        _token_not_in_force,
        "Calls are set up by token, but {0} is not in force for {1}.",
        "Разговоры начинаются по паролю, но {0} для {1} не действует.",
    ),
    "embargo": Rule(
        _embargo,
        "An embargo has hours, and nothing else has.",
        "Срок в часах есть у эмбарго и только у него.",
    ),
    "nothing-reviewed": Rule(
        _nothing_reviewed,
        "Only reviewed translations are taken, so name the catalogue, and under reviewed the templates that have them.",
        "Принимаются только проверенные переводы: назовите catalogue, а в reviewed образцы, у которых они есть.",
    ),
    "slower-ladder": Rule(
        _slower_ladder,
        "The ladder of {0} ends after {1} min, later than the common one ({2} min).",
        "Ступени для {0} кончаются через {1} мин, позже общих ({2} мин).",
    ),
    "channel-too-soon": Rule(
        _channel_too_soon,
        "The channel {0} is used after {1} min, while who is called at {2} comes within {3} min.",
        "Канал {0} используется через {1} мин, а вызываемый у {2} приходит в течение {3} мин.",
    ),
    "pairings-in-a-ring": Rule(
        _pairings_in_a_ring,
        "Behind the pairing {0} the order of pairings comes back to it.",
        "Порядок пар возвращается к паре {0}.",
    ),
    "relay-between-two": Rule(
        _relay_between_two,
        "{0} is one of two sides and cannot be the third party that relays between them.",
        "{0} — одна из двух сторон и не может быть третьей стороной, которая передаёт между ними.",
    ),
    "no-border": Rule(
        _border_of_nobody,
        "The template {0} keeps a distance to borders, and no party has declared one.",
        "Для образца {0} указано расстояние до границ, но ни одна сторона границу не объявила.",
    ),
}
