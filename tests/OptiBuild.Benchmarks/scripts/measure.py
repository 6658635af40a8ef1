"""measure.py COMMAND ARGUMENT...: runs it, then prints one JSON line with its wall time and peak memory.

A process of its own for every command: the kernel keeps one peak for all children of a process.
"""
import json, resource, subprocess, sys, time

start = time.perf_counter()
done = subprocess.run(sys.argv[1:], capture_output=True, text=True, errors="replace")
seconds = time.perf_counter() - start
peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
mib = peak / (1 << 20 if sys.platform == "darwin" else 1 << 10)
print(json.dumps(dict(seconds=seconds, peakMiB=mib, exitCode=done.returncode, output=done.stdout, errors=done.stderr)))
