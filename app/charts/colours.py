"""Eight colours and dashes that series have in a fixed order, and how a picture is painted outside of a page.

They were searched for by computation and a test holds them: each has a contrast of 3 to 1 at least with paper
and card of its theme (the first four, which names are written in, 4.5 to 1), and any two stay apart also for
people who see no red, green or blue (Machado, Oliveira and Fernandes, "A Physiologically-based Model for
Simulation of Color Vision Deficiency", 2009). Dashes tell lines apart without any colour.
"""

from __future__ import annotations

LIGHT = ("#0b6e6e", "#a35c00", "#6d4fa3", "#8c0812", "#517cfd", "#ac876e", "#2613a1", "#5b1c59")
DARK = ("#5cc4bd", "#f0b45a", "#bba6f2", "#e76727", "#0568ff", "#9e8e7e", "#cee0ff", "#bb14b8")
DASHES = ("", "6 3", "2 3", "10 3 2 3", "14 3", "4 2 1 2", "1 2", "8 2 2 2 2 2")
STEPS_LIGHT = ("#c5e6e1", "#86c5bf", "#48a19e", "#167b7c", "#004d54")
STEPS_DARK = ("#11393e", "#105e60", "#248b89", "#56bbb3", "#aaeee2")
"""Five classes of a map, from the least: one hue, of which more is further from the ground."""
NAMED = 4
"""So many colours may be written in."""

_INK, _INK_2, _LINE, _EDGE, _BAR, _NOW = "#1a1f26", "#565e69", "#e4e1d8", "#8f8b80", "#8a919b", "#bd3a1b"
PAPER = "#fbfaf6"
_HATCHED, _LINE_2 = "#f0eee7", "#cfcbbf"
_HALO = f'paint-order="stroke" stroke="{PAPER}" stroke-width="3" stroke-linejoin="round"'
"""Around letters, so that they can be read over lines."""


def number_of(place: int) -> int:
    """The colour of the series at a place, from 1; they begin again after the eighth."""
    return place % len(LIGHT) + 1


def _stroke(colour: str, width: float = 1, dash: str = "") -> str:
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linejoin="round"{dashed}'


def _painted() -> dict[str, str]:
    painted = {
        "grid": _stroke(_LINE),
        "base": _stroke(_EDGE),
        "tick": f'fill="{_INK_2}" {_HALO}',
        "tick mid": f'fill="{_INK_2}" text-anchor="middle" {_HALO}',
        "tick mid opt": f'fill="{_INK_2}" text-anchor="middle" {_HALO}',
        "happened": _stroke(_NOW, 1, "2 3"),
        "happened name": f'fill="{_NOW}" {_HALO}',
        "nothing": f'fill="{_INK_2}" text-anchor="middle"',
        "head": f'fill="{_INK}" font-weight="600" font-size="16"',
        "slot": 'fill="none" pointer-events="all"',
    }
    for kind, colour, dash in [("q", _BAR, "")] + [
        (str(number + 1), LIGHT[number], DASHES[number]) for number in range(len(LIGHT))
    ]:
        painted[f"l{kind}"] = _stroke(colour, 2, dash)
        painted[f"f{kind}"] = f'fill="{colour}"'
        painted[f"o{kind}"] = f'fill="{colour}" fill-opacity="0.22"'
        painted[f"d{kind}"] = f'{_stroke(colour, 5)} stroke-linecap="round"'
        painted[f"w{kind}"] = _stroke(colour, 1.5)
        painted[f"t{kind} end"] = f'fill="{colour}" font-weight="600" text-anchor="end" {_HALO}'
    # The classes of a map; what has no number is hatched.
    border = f'stroke="{_EDGE}" stroke-width="1" stroke-linejoin="round"'
    painted |= {
        "m0": f'fill="{_HATCHED}"',
        "mh": f'stroke="{_LINE_2}" stroke-width="4"',
        "mn": f'fill-rule="evenodd" {border}',
    }
    for number, colour in enumerate(STEPS_LIGHT, start=1):
        painted[f"m{number}"] = f'fill="{colour}" fill-rule="evenodd" {border}'
    return painted


PAINTED = _painted()
"""What each class of the style sheet means, as attributes, for a picture that stands alone."""


def styled(kind: str) -> str:
    """A shape in a page, whose style sheet knows the class."""
    return f'class="{kind}"'


def painted(kind: str) -> str:
    """A shape of a picture that stands alone, on light ground."""
    return PAINTED[kind]
