"""Soak: half an hour at half of what the pipeline can carry, and whether anything grows that should not.

`make soak` runs every service as a process on a server of its own, with subscribers, and pushes articles that never
repeat at an even pace. Memory of every process, what is under way and latency are sampled; the verdict is in
`verdict.py`, with its tolerances. Traffic goes to loopback only; it ends by itself.
"""
