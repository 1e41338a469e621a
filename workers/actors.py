"""The actors a worker takes messages for, by name: the whole list."""

from __future__ import annotations

from workers.crawl import crawl
from workers.crew import Actors

ACTORS: Actors = {"crawl": crawl}
