"""Proof of work: what the reader's computer does instead of a picture's question."""
