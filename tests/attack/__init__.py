"""Attackers, as scripts: bounded in number and time, and for servers on this machine alone."""
