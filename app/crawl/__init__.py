"""Manners of the crawler: its name, what robots.txt lets it read, and patience with hosts that fail."""
