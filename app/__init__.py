"""HUD: a time machine for the words on the pages you choose."""

__version__ = "0.1.0"
