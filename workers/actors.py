"""The actors a worker takes messages for, by name: the whole list."""

from __future__ import annotations

from app.pages import reread
from app.pages.moving import move
from app.pages.upkeep import MOVE_TEXTS
from workers.captcha import captcha
from workers.crawl import crawl
from workers.imports import imports
from workers.long import long
from workers.mail import mail
from workers.reread import rereading
from workers.thread_pool import Actors

ACTORS: Actors = {
    "captcha": captcha,
    "crawl": crawl,
    "import": imports,
    "mail": mail,
    MOVE_TEXTS: long(move),
    reread.ACTOR: rereading,
}
