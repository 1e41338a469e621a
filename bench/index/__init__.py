"""Benchmarks of the core: a module for each question, with `rows(quick)`; `bench.core` runs them all."""
