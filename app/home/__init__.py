"""The first page, and the page that says who our crawler is."""
