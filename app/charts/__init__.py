"""Charts: one description of a picture, drawn by the server as SVG and told as CSV, JSON and a table."""
