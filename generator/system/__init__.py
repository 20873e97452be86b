"""The machine: files, locks, the cache, processes, progress on a terminal, mail. It knows nothing of papers.

In and out: bytes, texts by path, values of JSON. It may touch the disk, processes and mail servers. Commands pass in
the clock and the environment, from which only `seals` reads the user's cache folder. Imports only `text/` and below.

- `files`, `walk`, `encodings`: read, list and write; `boundary`: symbolic links
- `transactions`: several files together, and locks
- `cache`, `seals`: results of earlier runs; `jobs`: cached computations on many texts
- `parallel`, `endings`, `dask_cluster`: processes; `progress`: bars and lines; `guard`: unforeseen failures as problems
- `git`: files, pushed texts, the user's name; `installation`: where this Papershelf was installed from
- `mail`, `mail_settings`: SMTP
"""
