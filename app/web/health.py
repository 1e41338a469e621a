"""How a part of HUD says that it is not well: what `/readyz` asks, and the parts answer, without the web."""


class NotReady(Exception):
    """A part is not well, and its text says in a few words how it is, without naming anything inside."""
