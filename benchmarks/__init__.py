"""`make bench`: the bars that the engine promises, measured against the server it runs on.

Every figure is a ratio inside one run, because seconds of one machine say nothing about another.
"""
