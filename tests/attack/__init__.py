"""Attackers' scripts: what strangers and members send on purpose to bring HUD down."""
