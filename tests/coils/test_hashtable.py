"""HashTable does what dict does, but for the order."""

from __future__ import annotations

import copy
import pickle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coils import HashTable
from tests.coils.steps import steps


class Clash:
    """A key that wants the same place as every other one, and counts its comparisons."""

    def __init__(self, name: int) -> None:
        self.name = name

    def __hash__(self) -> int:
        return 7

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Clash) and self.name == other.name


KEYS = st.one_of(st.integers(0, 40), st.integers(), st.builds(Clash, st.integers(0, 9)), st.text(max_size=2))
OPERATIONS = st.lists(
    st.tuples(st.sampled_from(["set", "set", "delete", "get", "pop", "setdefault"]), KEYS, st.integers()),
    max_size=120,
)


def outcome(mapping: Any, operation: str, key: Any, value: int) -> Any:
    """What an operation answers, or the name of the error it raises."""
    try:
        match operation:
            case "set":
                mapping[key] = value
            case "delete":
                del mapping[key]
            case "get":
                return mapping[key], mapping.get(key), key in mapping
            case "pop":
                return mapping.pop(key)
            case "setdefault":
                return mapping.setdefault(key, value)
    except KeyError as problem:
        return "KeyError", problem.args
    return None


@given(OPERATIONS)
def test_every_operation_answers_as_dict_does(operations: list[tuple[str, Any, int]]) -> None:
    ours: HashTable[Any, int] = HashTable()
    twin: dict[Any, int] = {}
    for operation, key, value in operations:
        assert outcome(ours, operation, key, value) == outcome(twin, operation, key, value)
        assert len(ours) == len(twin)
    assert ours == twin
    assert dict(ours) == twin
    assert {key for key in range(41) if key in ours} == {key for key in range(41) if key in twin}


@given(st.dictionaries(KEYS, st.integers()))
def test_copies_are_equal_and_apart(items: dict[Any, int]) -> None:
    table = HashTable(items)
    for twin in (table.copy(), copy.copy(table), copy.deepcopy(table), pickle.loads(pickle.dumps(table))):
        assert dict(twin) == items
        twin["new"] = 1
        assert "new" not in items
        assert dict(table) == items


def test_the_first_of_equal_keys_stays_with_the_last_value() -> None:
    table: HashTable[float, str] = HashTable([(1, "a"), (1.0, "b")])
    assert repr(table) == "HashTable({1: 'b'})"


def test_a_key_unequal_to_itself_is_found_by_identity() -> None:
    nan = float("nan")
    assert HashTable([(nan, 1)])[nan] == 1


def test_an_unhashable_key_is_a_type_error() -> None:
    with pytest.raises(TypeError, match="unhashable"):
        HashTable()[[]]  # type: ignore[index]


@pytest.mark.parametrize(
    "change", [lambda t: t.__setitem__(99, 1), lambda t: t.__delitem__(3), lambda t: t.clear()]
)
def test_changing_size_while_iterating_is_an_error(change: Any) -> None:
    table = HashTable((n, n) for n in range(5))
    walk = iter(table)
    next(walk)
    change(table)
    with pytest.raises(RuntimeError, match="changed size"):
        list(walk)


def test_clear_and_popitem_empty_it() -> None:
    table = HashTable({"a": 1, "b": 2})
    taken = dict([table.popitem(), table.popitem()])
    assert taken == {"a": 1, "b": 2}
    with pytest.raises(KeyError):
        table.popitem()
    table["c"] = 3
    table.clear()
    assert not table
    assert repr(table) == "HashTable()"


def test_memory_is_given_back_when_most_is_deleted() -> None:
    table = HashTable((n, n) for n in range(10_000))
    grown = len(table._places)
    for n in range(9_990):
        del table[n]
    assert sorted(table) == list(range(9_990, 10_000))
    assert len(table._places) <= grown // 100


def test_a_look_up_takes_as_many_steps_in_a_hundred_thousand_as_in_a_hundred() -> None:
    def average(size: int) -> float:
        table = HashTable((n * 64, n) for n in range(size))
        sample = range(0, size, size // 100)
        return steps(lambda: [table[n * 64] for n in sample]) / len(sample)

    assert average(100_000) < 2 * average(100)


def test_equal_hashes_cost_a_step_for_each_key_but_still_work() -> None:
    table = HashTable((Clash(n), n) for n in range(50))
    assert all(table[Clash(n)] == n for n in range(50))
    assert steps(lambda: table[Clash(49)]) > steps(lambda: table[Clash(0)]) + 40
