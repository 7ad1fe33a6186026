"""Our search beside what others would use: the same items, the same queries, one run.

python -m bench.search
"""
