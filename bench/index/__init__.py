"""What the core is measured at: a module a question, with `rows(quick)`; `bench.core` runs them all."""
