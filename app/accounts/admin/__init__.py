"""Pages for admins: people, and what works in the background."""
