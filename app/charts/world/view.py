"""View: which part of the world a map shows, and where on it a place stands."""

from __future__ import annotations

from functools import cached_property
from math import radians
from typing import Literal

import msgspec

WIDTH = 2_000
"""Units across any map; a map has whole ones, so that its paths stay short."""
_HALF = 180.0
# Coefficients of the Natural Earth projection, for x and for y, from the second power of the latitude on:
# Šavrič, Jenny, Patterson, Petrovič and Hurni,
# "A Polynomial Equation for the Natural Earth Projection" (2011).
_X = (0.870700, -0.131979, -0.013791, 0.003971, -0.001529)
_Y = (1.007226, 0.015085, -0.044475, 0.028874, -0.005916)

Projection = Literal["plain", "natural"]


class View(msgspec.Struct, frozen=True, dict=True, kw_only=True):
    """A map between two latitudes, whose middle is the meridian `centre` (degrees).

    `plain` is equirectangular: a degree is as long in both ways. `natural` is the Natural Earth
    projection, in which countries look about as large as they are.
    """

    projection: Projection = "plain"
    centre: float = 0.0
    north: float = 84.0
    south: float = -60.0

    @cached_property
    def height(self) -> int:
        """Units from top to bottom."""
        return round(self._down(self.south) - self._down(self.north))

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Where a place stands, in units from the left and from the top; outside of the map too.

        A longitude up to 180° from the centre is on the map; others are left or right of it.
        """
        across = longitude - self.centre
        if self.projection == "natural":
            across *= _wide(latitude)
        return WIDTH / 2 + across * WIDTH / 2 / _HALF, self._down(latitude) - self._down(self.north)

    def turns(self, west: float, east: float) -> list[float]:
        """By how many degrees what lies between two longitudes is moved, each time that it shows."""
        left, right = self.centre - _HALF, self.centre + _HALF
        return [turn for turn in (-360.0, 0.0, 360.0) if west + turn < right and east + turn > left]

    def _down(self, latitude: float) -> float:
        scale = WIDTH / 2 / _HALF
        if self.projection == "plain":
            return -latitude * scale
        angle = radians(latitude)
        square = angle * angle
        up = angle * (_Y[0] + square * (_Y[1] + square**2 * (_Y[2] + square * (_Y[3] + square * _Y[4]))))
        # A radian up is as long as one along the equator.
        return -up / radians(1) / _X[0] * scale


def _wide(latitude: float) -> float:
    """How long a parallel is drawn, of the equator."""
    square = radians(latitude) ** 2
    long = _X[0] + square * (_X[1] + square * (_X[2] + square**3 * (_X[3] + square * _X[4])))
    return long / _X[0]
