"""Tests of the captchas."""
