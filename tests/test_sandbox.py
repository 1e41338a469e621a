"""Limited processes for strangers' bytes: a result, or a clear failure of this run alone."""

from __future__ import annotations

import threading

import pytest

from app.sandbox import Busy, Failed, Sandbox

MODULE = "tests.sandboxed"


def test_what_the_process_writes_is_the_result() -> None:
    assert Sandbox(MODULE).run(b"words", "answer") == b"WORDS"


@pytest.mark.parametrize("what", ["die", "eat", "write"])
def test_a_process_that_dies_or_takes_too_much_fails_this_run_alone(what: str) -> None:
    sandbox = Sandbox(MODULE)
    with pytest.raises(Failed) as caught:
        sandbox.run(b"words", what)
    assert not caught.value.is_slow
    assert sandbox.run(b"next", "answer") == b"NEXT"


def test_a_process_that_takes_too_long_is_stopped() -> None:
    with pytest.raises(Failed) as caught:
        Sandbox(MODULE, wall_s=0.5).run(b"words", "wait")
    assert caught.value.is_slow


def test_few_wait_and_the_others_are_refused_at_once() -> None:
    sandbox = Sandbox(MODULE, wall_s=3, waiting=1)

    def wait() -> None:
        with pytest.raises(Failed):
            sandbox.run(b"", "wait")

    first = threading.Thread(target=wait)
    first.start()
    while True:
        try:
            sandbox.run(b"words", "answer")  # until the first has begun
        except Busy:
            break
    first.join()
    assert sandbox.run(b"words", "answer") == b"WORDS"
