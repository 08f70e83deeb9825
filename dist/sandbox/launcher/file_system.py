"""A file system of its own, of nothing but what the worker may read and write."""

import ctypes
import os
import stat
import struct

from kernel import call, checked, libc
from shown import DEVICES, SHOWN_SYSTEM
from system_calls import COMMON_CALLS

MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
MNT_DETACH = 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4


class Mounts:
    """The links and the mounts, by path, of which the worker's file system consists."""

    def __init__(self):
        self.links = {}
        self.read_only = {}

    def show(self, path, read_only):
        """Adds a path, with the links on the way to it."""
        steps, at = [step for step in path.split("/") if step], "/"
        for _ in range(256):
            if not steps:
                break
            one = os.path.join(at, steps.pop(0))
            if os.path.islink(one):
                self.links[one] = os.readlink(one)
                target = os.path.normpath(os.path.join(at, self.links[one]))
                steps, at = [*[step for step in target.split("/") if step], *steps], "/"
            else:
                at = one
        if os.path.exists(at):
            self.read_only[at] = read_only


def plan_mounts(spec):
    """The Mounts of the worker, from the file system that this process sees."""
    mounts = Mounts()
    for path in (*SHOWN_SYSTEM, *spec["read"]):
        mounts.show(path, True)
    for path in spec["write"]:
        mounts.show(path, False)
    for path in spec["devices"]:
        mounts.show(path, None)
    return mounts


def build_root(mounts):
    """Makes a file system of nothing but the mounts, /proc, /dev and an empty /tmp this process's own."""
    cwd = os.getcwd()
    mount(None, "/", None, MS_REC | MS_PRIVATE)
    mount("tmpfs", "/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755")
    os.makedirs("/tmp/new")
    os.makedirs("/tmp/old")
    checked(libc.pivot_root(b"/tmp", b"/tmp/old"), "pivot_root")
    os.chdir("/")
    mount("tmpfs", "/new", "tmpfs", MS_NOSUID | MS_NODEV, "size=16m,mode=755")
    make_directory("/new/tmp")
    mount("tmpfs", "/new/tmp", "tmpfs", MS_NOSUID | MS_NODEV, "size=256m,mode=1777")
    make_directory("/new/proc")
    mount("proc", "/new/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC)
    # Root without capabilities may still write to root's files there, such as the handler of core dumps.
    restrict_mount("/new/proc", MOUNT_ATTR_RDONLY)
    make_devices()
    for path, read_only in sorted(mounts.read_only.items(), key=lambda one: one[0].count("/")):
        # The root may itself be a link to a folder that is shown.
        place(f"/old{path}", f"/new{path}")
        mount(f"/old{path}", f"/new{path}", None, MS_BIND | MS_REC)
        if read_only is not None:
            protection = MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV
            restrict_mount(f"/new{path}", protection | MOUNT_ATTR_RDONLY if read_only else protection)
    for path, target in mounts.links.items():
        if not os.path.lexists(f"/new{path}"):
            make_directory(os.path.dirname(f"/new{path}"))
            os.symlink(target, f"/new{path}")
    os.chdir("/new")
    checked(libc.pivot_root(b".", b"."), "pivot_root")
    checked(libc.umount2(b".", MNT_DETACH), "umount")
    restrict_mount("/", MOUNT_ATTR_RDONLY, recursive=False)
    os.chdir(cwd)


def make_devices():
    """The devices without which programs do not run, and memory that processes share."""
    make_directory("/new/dev")
    for name in DEVICES:
        place(f"/old/dev/{name}", f"/new/dev/{name}")
        mount(f"/old/dev/{name}", f"/new/dev/{name}", None, MS_BIND)
    make_directory("/new/dev/shm")
    mount("tmpfs", "/new/dev/shm", "tmpfs", MS_NOSUID | MS_NODEV, "size=256m,mode=1777")
    for name, target in (("fd", ""), ("stdin", "/0"), ("stdout", "/1"), ("stderr", "/2")):
        os.symlink(f"/proc/self/fd{target}", f"/new/dev/{name}")


def place(source, path):
    """Makes a folder or an empty file to mount the source on, unless there is one."""
    if os.path.lexists(path):
        return
    if stat.S_ISDIR(os.stat(source).st_mode):
        make_directory(path)
    else:
        make_directory(os.path.dirname(path))
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o644))


def make_directory(path):
    """Makes a folder and those above it."""
    os.makedirs(path, mode=0o755, exist_ok=True)


def mount(source, target, kind, flags, data=None):
    """Mounts, or changes a mount. Raises OSError."""
    encoded = [None if text is None else os.fsencode(text) for text in (source, target, kind, data)]
    checked(libc.mount(*encoded[:3], ctypes.c_ulong(flags), encoded[3]), f"mount {target}")


def restrict_mount(target, attributes, recursive=True):
    """mount_setattr(2), of the mount and those below it. Raises OSError."""
    given = struct.pack("=4Q", attributes, 0, 0, 0)
    flags = AT_RECURSIVE if recursive else 0
    call(COMMON_CALLS["mount_setattr"], AT_FDCWD, os.fsencode(target), flags, given, len(given))
