"""Every claim of speed or size HUD makes, measured beside its peers in one run.

`python -m bench` prints one table and fails when a row misses its floor, so that a claim cannot rot unseen.
"""
