"""Starts a worker so that it can do nothing but compute: `python -I -S -B launcher '<JSON>' <program> <argument>…`.

The JSON says how (`Confinement` in launcher.ts). Only Python's standard library is used, so that any Python does, and
nothing is compiled or installed. What each way does:

  root, user   mount, process, network and message namespaces of its own, made as root or as the root of a user
               namespace; the file system is built from what the worker may read and write, and nothing else
  bwrap        the same, made by bubblewrap, where only that program may make user namespaces
  sudo         the same as root, who then becomes the user again
  landlock     the kernel's Landlock: the same files, and no signals to, or sockets of, anything outside
  environment  none of these

In every way the worker has no capabilities and gets none, its system calls are filtered, its files, processes and core
dumps are limited, and it ends, with everything that it started, when this process or the gate does. This process stays
outside and ends as the worker did: with its exit code, or by its signal.
"""

import contextlib
import json
import os
import resource
import signal
import sys

from processes import SETUP_FAILED, Ended, die_with_parent, opened_process
from ways import WAYS


def main(spec, command):
    """Starts the command as the JSON says, waits for its end, and ends in the same way."""
    signal.signal(signal.SIGTERM, end)
    leave_files(spec.get("tell"))
    try:
        # Asked, not killed: there may be something to end first.
        die_with_parent(signal.SIGTERM)
        gate = opened_process(spec["gate"])
        status = WAYS[spec["way"]](spec, command, gate)
    except Ended:
        os._exit(128 + signal.SIGTERM)
    # As the worker ended, so that whoever waits sees the same.
    if os.WIFSIGNALED(status):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        if os.WTERMSIG(status) not in (signal.SIGKILL, signal.SIGSTOP):
            signal.signal(os.WTERMSIG(status), signal.SIG_DFL)
        os.kill(os.getpid(), os.WTERMSIG(status))
    os._exit(os.waitstatus_to_exitcode(status))


def leave_files(kept):
    """Closes what whoever started the gate has left open: a worker could read and write it, wherever it lies."""
    for name in os.listdir("/proc/self/fd"):
        if int(name) > 2 and int(name) != kept:
            # One of them was the list itself.
            with contextlib.suppress(OSError):
                os.close(int(name))


def end(*_):
    """Handles SIGTERM."""
    raise Ended


if __name__ == "__main__":
    try:
        main(json.loads(sys.argv[1]), sys.argv[2:])
    except OSError as error:
        sys.stderr.write(f"the sandbox cannot be entered: {error}\n")
        sys.exit(SETUP_FAILED)
