"""Memory of this process: bounded stores, and what is counted of them."""
