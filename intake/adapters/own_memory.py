"""A process that holds for a moment what people wrote: no core file, no look inside by its own
user, and what was freed is overwritten.
"""

import ctypes
import gc
import resource
import sys

# For the environment a process is started with. Without Python's own allocator and without glibc's
# per-thread caches every free() reaches the place where glibc overwrites.
OVERWRITING = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.perturb=165:glibc.malloc.tcache_count=0",
}
PR_SET_DUMPABLE = 4


def keep_to_ourselves() -> None:
    """Once, when everything is loaded. On Linux only root can then read this process's memory."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
    # What is loaded by now stays: later collections need not look at it.
    gc.collect()
    gc.freeze()
