"""Pages: what is watched, how it was read, and what it said from one change to the next."""
