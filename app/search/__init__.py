"""Search: questions through time, answered from the index on this host."""
