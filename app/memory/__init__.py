"""Memory of this process: the budget of all that it keeps, bounded stores, and what is counted of them."""
