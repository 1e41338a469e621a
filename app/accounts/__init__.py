"""People: who they are, how they sign in, and what stays of it (a hashed session)."""
