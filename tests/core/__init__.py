"""The Rust core, seen from Python: against a model in plain Python, damaged files, several processes."""
