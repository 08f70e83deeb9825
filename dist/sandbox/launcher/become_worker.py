"""The last step in every way: the process that gives up its rights and becomes the worker."""

import os
import resource
import signal
import struct

from kernel import checked, libc, prctl, write
from landlock import restrict_files
from processes import die_with_parent
from seccomp import filter_calls

PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 24, 38, 47, 4
CAPABILITY_VERSION = 0x20080522


def become_worker(spec, command):
    """Gives up every right that is not needed to compute, and becomes the command."""
    os.setsid()
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    write("/proc/self/oom_score_adj", "500", optional=True)
    limits = spec["limits"]
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, limits["fileBytes"]),
        (resource.RLIMIT_NPROC, limits["processes"] if spec["way"] == "user" else None),
    ):
        if most is not None:
            hard = resource.getrlimit(kind)[1]
            least = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (least, least))
    if spec.get("user") is not None:
        user, group = spec["user"]
        os.setgroups([])
        os.setresgid(group, group, group)
        # While it is still permitted, and before the right to become another user goes with the others.
        drop_bounding_set()
        os.setresuid(user, user, user)
    drop_capabilities()
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    by_rules = spec["way"] == "landlock"
    if by_rules:
        restrict_files(spec)
    filter_calls(keep_files=by_rules)
    # Changing the user or the capabilities has reset it.
    die_with_parent()
    os.execvpe(command[0], command, spec.get("env") or os.environ)


def drop_capabilities():
    """Drops all capabilities, also those that executing a file would give."""
    drop_bounding_set()
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("=II", CAPABILITY_VERSION, 0)
    checked(libc.capset(header, struct.pack("=6I", 0, 0, 0, 0, 0, 0)), "capset")


def drop_bounding_set():
    """Drops what executing a file could give, as far as this process may."""
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
