"""The kernel's Landlock: files, sockets and signals of nothing outside."""

import ctypes
import errno
import os
import stat
import struct

from kernel import call, libc
from shown import DEVICES, PROC, SHOWN_SYSTEM

LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
# The rights of Landlock, as far as its sixth version has them.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
ALL_RIGHTS = (1 << 16) - 1
MAKE_DEVICES = (1 << 6) | (1 << 11)
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | (1 << 14) | (1 << 15)
ALL_NET, ALL_SCOPES = 3, 3
LANDLOCK_NEEDED = 6


def restrict_files(spec):
    """Lets this process read, write and signal nothing but what it is given. Raises OSError for an older kernel."""
    version = libc.syscall(LANDLOCK_CREATE, None, ctypes.c_size_t(0), ctypes.c_uint(1))
    if version < LANDLOCK_NEEDED:
        raise OSError(errno.ENOSYS, f"Landlock has version {version}, and {LANDLOCK_NEEDED} is needed (Linux 6.12)")
    given = struct.pack("=3Q", ALL_RIGHTS, ALL_NET, ALL_SCOPES)
    rules = call(LANDLOCK_CREATE, given, len(given), 0)
    read = EXECUTE | READ_FILE | READ_DIR
    if spec["readsProcesses"]:
        # Each reads its own folder, whose number is not known before. Environment and memory of others stay closed.
        allow(rules, "/proc", read)
    for path in (*spec["read"], *SHOWN_SYSTEM, *(f"/proc/{name}" for name in PROC)):
        allow(rules, path, read)
    for path in spec["write"]:
        allow(rules, path, ALL_RIGHTS & ~MAKE_DEVICES)
    for path in (*(f"/dev/{name}" for name in DEVICES), *spec["devices"]):
        allow(rules, path, read | WRITE_FILE | (1 << 15))
    call(LANDLOCK_RESTRICT, rules, 0)
    os.close(rules)


def allow(rules, path, rights):
    """Adds the rights on what is at and below the path, if there is anything."""
    try:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    folder = stat.S_ISDIR(os.fstat(fd).st_mode)
    given = struct.pack("=Qi", rights if folder else rights & OF_FILES, fd)
    call(LANDLOCK_ADD, rules, 1, given, 0)
    os.close(fd)
