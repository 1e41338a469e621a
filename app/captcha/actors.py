"""Actor of captchas: it draws the pictures that forms will ask about."""

from __future__ import annotations

from app import jobs
from app.captcha.image.pool import refill

drawing = jobs.short(refill)
