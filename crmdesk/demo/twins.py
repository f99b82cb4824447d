"""Every hundredth client stands in the branch twice: the second system wrote the same person another way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from crmdesk.demo.people import Person, Values, demo_data

#: The system that the second record came from.
SECOND_SYSTEM = "bank"
#: One client in so many is a second record, of the one so many places before it.
_EVERY, _BEFORE = 100, 37
#: What a second system seldom knows.
_UNKNOWN = ("education", "marital", "employer", "interests", "comm_style", "id_from", "id_to")


def is_twin(number: int) -> bool:
    """Whether the client with this number in the branch is a second record of an earlier one."""
    return number % _EVERY == _EVERY - 1


def with_twins(people: Sequence[Person], *, first: int) -> list[Person]:
    """The people with the second records in their places; ``first`` is the number of the first one."""
    found = list(people)
    for index, person in enumerate(found):
        if is_twin(first + index) and index >= _BEFORE:
            found[index] = _twin(found[index - _BEFORE], person, (first + index) // _EVERY)
    return found


def _twin(original: Person, place: Person, number: int) -> Person:
    """The person of ``original`` under the number and manager of ``place``, with one kind of dirt."""
    values = {name: value for name, value in original.values.items() if name not in _UNKNOWN}
    return _DIRT[number % len(_DIRT)](replace(original, client_no=place.client_no, values=values), place.values)


def _homophone(person: Person, _other: Values) -> Person:
    """A sign that sounds the same, as a clerk hears a name."""
    signs = demo_data()["homophones"]
    given = "".join(signs.get(sign, sign) for sign in person.name[1:])
    return replace(person, name=person.name[:1] + given)


def _old_id(person: Person, _other: Values) -> Person:
    """The ID number of 15 digits, as issued until 1999: without century and check digit."""
    whole = str(person.values["id_no"])
    is_of_then = person.values["birth_date"] < date(1999, 10, 1)
    return _with(person, id_no=whole[:6] + whole[8:17] if is_of_then else whole)


def _other_phone(person: Person, other: Values) -> Person:
    """A phone of another time, and no ID number on file."""
    values = {name: value for name, value in person.values.items() if not name.startswith("id_")}
    return _with(replace(person, values=values), mobile=other["mobile"])


def _other_address(person: Person, _other: Values) -> Person:
    """The address without province and with other words for house and room."""
    whole = str(person.values["addr_home"]).partition("省")
    return _with(person, addr_home=(whole[2] or whole[0]).replace("号", "弄").replace("室", ""))


def _with(person: Person, **values: object) -> Person:
    return replace(person, values={**person.values, **values})


_DIRT: tuple[Callable[[Person, Values], Person], ...] = (_homophone, _old_id, _other_phone, _other_address)
