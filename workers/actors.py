"""The actors a worker takes messages for, by name: the whole list."""

from __future__ import annotations

from workers.captcha import captcha
from workers.crawl import crawl
from workers.crew import Actors
from workers.imports import imports
from workers.mail import mail

ACTORS: Actors = {"captcha": captcha, "crawl": crawl, "import": imports, "mail": mail}
