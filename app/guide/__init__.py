"""The guide: what HUD is and how to search, in each of its languages, and searchable itself."""
