"""The sides of the crawling benchmark, each run alone in a process of its own by `bench.crawl`.

Apart, so that neither side's imports, threads or garbage are the other's burden.
"""
