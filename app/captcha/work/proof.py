"""Work for the reader's computer: numbers whose hashes begin with enough zero bits.

Many small puzzles instead of a large one: the same work on average, but nobody is unlucky for half
a minute, and the progress that is shown is true. Checking costs a hash for each.
"""

from __future__ import annotations

from hashlib import sha256

PUZZLES = 16
BITS = 16
"""Zero bits of each puzzle: 16 · 2^16 hashes on average, about a second for a telephone's script."""
MOST_MORE = 4
GRACE = 1
"""Doublings that the price may have risen by since a form was shown: two open forms are no offence."""
_MOST_NUMBER = 2**32


def seed(token: str) -> bytes:
    """What every hash of a token's work begins with."""
    return sha256(token.encode()).digest()


def bits_after(passes: int) -> int:
    """The bits for a network that passed so often lately: each doubling doubles the work."""
    return BITS + min(max(passes.bit_length() - 2, 0), MOST_MORE)


def is_enough(bits: int, passes: int) -> bool:
    """Whether work of `bits`, asked for some time ago, is still taken after so many passes."""
    return bits >= bits_after(passes) - GRACE


def is_done(token: str, bits: int, numbers: str) -> bool:
    """Whether `numbers` (as decimals with commas) solve all the token's puzzles, in their order."""
    parts = numbers.split(",", PUZZLES)
    if len(parts) != PUZZLES or not all(part.isascii() and part.isdigit() for part in parts):
        return False
    start = seed(token)
    return all(solves(start, place, part, bits) for place, part in enumerate(parts))


def solves(start: bytes, place: int, part: str, bits: int) -> bool:
    """Whether one number solves the puzzle at one place of a seed."""
    if len(part) > 10 or int(part) >= _MOST_NUMBER:
        return False
    message = start + place.to_bytes(4, "big") + int(part).to_bytes(4, "big")
    return int.from_bytes(sha256(message).digest()[:4], "big") >> (32 - bits) == 0
