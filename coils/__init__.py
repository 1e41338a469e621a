"""Plain data structures in Python, to be read: each in one file, with its idea, its costs and its source.

The trie is the one a faster implementation is checked and measured against: same words in, same answers out.
"""
