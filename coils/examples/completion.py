"""A trie completes: the words that can still be meant while somebody types; if there is none, the nearest.

Both come from the same walk from the root, one letter a step; neither looks at words that do not begin alike.
"""

from coils import SparseTrie, Trie

WORDS = ["tea", "teapot", "teaspoon", "team", "ten", "tense", "tent", "time", "timetable"]


def main() -> None:
    visits: Trie[int] = Trie((word, len(word)) for word in WORDS)
    frozen: SparseTrie = visits.compress()
    for typed in ("te", "tea", "teas", "tiem"):
        found = frozen.complete(typed, limit=4)
        if found:
            print(f"{typed}: {' '.join(found)}")
        else:
            print(f"{typed}: nothing; did you mean {frozen.similar(typed, limit=1)[0][0]}?")
    print("the longest after tea:", max(visits.prefix("tea"), key=lambda word: visits[word]))


if __name__ == "__main__":
    main()
