"""Signing in and out, the first admin, and the way back for who lost a password."""
