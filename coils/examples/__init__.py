"""Each structure at work in a few lines, to be run: `python -m coils.examples.hot_words`.

What a structure is for shows better in a small task than in its list of methods.
"""
