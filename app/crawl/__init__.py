"""The network side of the crawler: addresses, guard, fetching, robots and patience.

It knows no database, so that everything hostile that a stranger's server can do is met, bounded and
tested here, before anything of it is stored.
"""
