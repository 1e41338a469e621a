"""One's own account: its data, sessions, tokens, and its end."""
