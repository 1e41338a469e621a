"""The way of every request: the steps as a list, the declaration of pages, and what keeps them."""
