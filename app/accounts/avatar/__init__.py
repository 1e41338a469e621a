"""A person's picture."""
