"""The load test: a real installation, real servers, and what is sent at them.

Kept apart from the benchmarks that use it, `bench.http` and `bench.load`, so that each is a page to read.
"""
