"""Signing up: an account for who wants one, and the link that confirms its address."""
