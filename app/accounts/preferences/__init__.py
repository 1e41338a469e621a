"""Time zone, language and colours: a person's own, and those a browser remembers."""
