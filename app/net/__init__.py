"""Everything that leaves the house: addresses, the guard before each connection, and bounded fetching.

Whatever HUD asks of a stranger's server goes through here, so that everything hostile it can do is met,
bounded and tested in one place, before anything of it is stored.
"""
