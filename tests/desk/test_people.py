"""Who may do what: a table without a hole, and refusals that name what is lacking."""

from dataclasses import replace
from itertools import product

import pytest

from parley.desk import messages as m
from parley.desk.people import MAY, Act, People, Role, Seat, may, refuse_act, refuse_people
from parley.desk.release import act_alone
from parley.words.faults import OurFault
from tests.refusals import refused


def people(**seats: Role) -> People:
    return People({name.replace("_", "-"): Seat(frozenset({role})) for name, role in seats.items()})


ALL = people(
    watch_1=Role.WATCH_OFFICER, duty_commander=Role.RELEASING_OFFICER, interpreter_1=Role.INTERPRETER,
    note_taker_1=Role.NOTE_TAKER, chief=Role.SUPERVISOR, inspector=Role.AUDITOR, systems=Role.ADMINISTRATOR,
)  # fmt: skip


def test_the_table_has_an_answer_for_each_role_and_act() -> None:
    assert set(MAY) == set(product(Role, Act))
    assert all(any(MAY[role, act] for role in Role) for act in Act), "no act is nobody's"
    assert all(any(MAY[role, act] for act in Act) for role in Role), "no role is there for nothing"


def test_an_administrator_sees_no_content_and_nobody_else_appoints() -> None:
    assert {act for act in Act if MAY[Role.ADMINISTRATOR, act]} == {Act.APPOINT}
    assert {role for role in Role if MAY[role, Act.APPOINT]} == {Role.ADMINISTRATOR}
    assert {act for act in Act if MAY[Role.AUDITOR, act]} == {Act.READ}


@pytest.mark.parametrize("act", list(Act))
def test_an_act_without_its_role_is_refused_and_says_which_role_it_takes(act: Act) -> None:
    for name, seat in ALL.seats.items():
        (role,) = seat.roles
        if MAY[role, act]:
            refuse_act(ALL, name, act)
        else:
            with pytest.raises(OurFault, match="it takes the role of") as told:
                refuse_act(ALL, name, act)
            assert told.value.code == "role-needed"


def test_a_seat_that_nobody_declared_does_nothing_once_any_is() -> None:
    with refused("seat-not-declared", OurFault):
        refuse_act(ALL, "colonel-smith", Act.READ)
    assert may(People(), "any label", Act.RELEASE), "a home without seats is as it was"


def test_a_seat_may_have_two_roles() -> None:
    small = People({"desk": Seat(frozenset({Role.WATCH_OFFICER, Role.RELEASING_OFFICER}))})
    assert all(may(small, "desk", act) for act in (Act.KEEP_WATCH, Act.RELEASE))


def test_seats_that_nobody_could_change_any_more_are_refused() -> None:
    with refused("people-unusable", OurFault):
        refuse_people(people(watch_1=Role.WATCH_OFFICER))
    with refused("people-unusable", OurFault):
        refuse_people(replace(ALL, lists={"launch": ("nobody-here",)}))
    refuse_people(People())


@pytest.mark.parametrize(
    ("kind", "reasoned", "act"),
    [
        (m.Acknowledgement, False, Act.ANSWER),
        (m.WatchCheck, False, Act.ANSWER),
        (m.AccidentReport, True, Act.BREAK_GLASS),
        (m.AccidentReport, False, None),
        (m.FlightNotice, True, None),
    ],
)
def test_what_one_seat_says_alone(
    kind: type[m.Message],
    reasoned: bool,  # noqa: FBT001
    act: Act | None,
) -> None:
    assert act_alone(kind, reasoned=reasoned) is act
