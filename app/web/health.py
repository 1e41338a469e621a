"""The error by which a part of HUD tells `/readyz` that it is not well, without needing the web."""


class NotReady(Exception):
    """A part is not well, and its text says in a few words how it is, without naming anything inside."""
