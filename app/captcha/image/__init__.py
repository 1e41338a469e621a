"""Pictures with a question: drawn, kept at hand, spoken, and their answers checked."""
