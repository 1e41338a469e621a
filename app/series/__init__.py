"""Series: what can be drawn over time, whoever keeps it."""
