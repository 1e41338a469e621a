"""Manifest of stored copies: a page as it was read, made harmless, its text, and its bytes as they came."""

from app.feature import Feature

FEATURE = Feature(
    "copies",
    "/at/",
    needs=("pages", "changes"),
    routes="app.copies.routes:handlers",
    policy="app.copies.policy:sources",
    closed_to_robots=("/at", "/pages/*/at"),
    addresses=("/pages/1/at/1", "/pages/1/at/1/text", "/pages/1/at/1/copy"),
    style="copies.css",
    privacy="copies/_privacy.html",
)
