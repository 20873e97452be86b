"""The machine: files, locks, the cache, processes, progress on a terminal, mail. It knows nothing of papers.

In and out: bytes, texts by path, values of JSON. It may touch the disk, processes and mail servers; the clock and the
environment are passed in by commands, but `seals` asks it for the user's cache folder. Imports only `text/` and what
lies below it.
"""
