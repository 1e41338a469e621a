"""HUD: a time machine for the words on the pages you choose."""

__version__ = "0.2.0"
