"""The ways to start a worker; each returns the status with which it ended."""

import json
import os
import signal
import sys

from become_worker import become_worker
from file_system import build_root, plan_mounts
from kernel import checked, libc, prctl, write
from processes import die_with_parent, end_descendants, guarded, leave_streams, told_status, wait_for
from shown import SHOWN_SYSTEM

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER = 0x00020000, 0x08000000, 0x10000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000
PR_SET_CHILD_SUBREAPER = 36


def as_root(spec, command, gate):
    """Namespaces made with the rights that this process has."""
    return in_namespaces(spec, command, gate, 0)


def as_user(spec, command, gate):
    """Namespaces made in a user namespace, in which the user stays who they are."""
    return in_namespaces(spec, command, gate, CLONE_NEWUSER)


def in_namespaces(spec, command, gate, more):
    """The status of a worker in namespaces of its own; it is the child of the first process in them."""
    user, group = os.getuid(), os.getgid()
    mounts = plan_mounts(spec)
    checked(libc.unshare(CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWNET | more), "unshare")
    if more:
        write("/proc/self/setgroups", "deny")
        write("/proc/self/uid_map", f"{user} {user} 1")
        write("/proc/self/gid_map", f"{group} {group} 1")
    told, tell = os.pipe()
    child = os.fork()
    if child == 0:
        guarded(first_process, spec, command, mounts, tell)
    os.close(tell)
    return told_status(told, wait_for(child, gate))


def first_process(spec, command, mounts, tell):
    """Builds the file system, starts the worker and reaps whatever ends. Never returns."""
    die_with_parent()
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # Only here: the process outside keeps its files.
    checked(libc.unshare(CLONE_NEWNS), "unshare")
    build_root(mounts)
    worker = os.fork()
    if worker == 0:
        guarded(become_worker, spec, command)
    leave_streams()
    while True:
        pid, status = os.wait()
        if pid == worker:
            os.write(tell, str(status).encode())
            os._exit(0)


def by_bubblewrap(spec, command, gate):
    """The status of a worker in the namespaces of bubblewrap, within which this program confines it further."""
    told, tell = os.pipe()
    os.set_inheritable(tell, True)
    inner = {**spec, "way": "inside", "gate": None, "tell": tell}
    arguments = [spec["bwrap"], "--unshare-all", "--new-session", "--die-with-parent", "--cap-drop", "ALL"]
    for path in SHOWN_SYSTEM:
        arguments += ["--ro-bind-try", path, path]
    arguments += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]
    for path in spec["read"]:
        arguments += ["--ro-bind-try", path, path]
    for path in spec["write"]:
        arguments += ["--bind", path, path]
    for path in spec["devices"]:
        arguments += ["--dev-bind-try", path, path]
    arguments += ["--remount-ro", "/", "--chdir", os.getcwd(), "--"]
    child = os.fork()
    if child == 0:
        guarded(os.execv, spec["bwrap"], [*arguments, *again(inner, command)])
    os.close(tell)
    return told_status(told, wait_for(child, gate))


def inside(spec, command, gate):
    """The second half of `by_bubblewrap`, within its namespaces."""
    worker = os.fork()
    if worker == 0:
        os.close(spec["tell"])
        guarded(become_worker, spec, command)
    leave_streams()
    _, status = os.waitpid(worker, 0)
    os.write(spec["tell"], str(status).encode())
    return status


def by_sudo(spec, command, gate):
    """The status of a worker in namespaces that root makes, and ends when this process does: it may not signal root."""
    inner = {**spec, "way": "root", "gate": os.getpid(), "user": [os.getuid(), os.getgid()], "env": dict(os.environ)}
    child = os.fork()
    if child == 0:
        guarded(os.execv, spec["sudo"], [spec["sudo"], "-n", "--", *again(inner, command)])
    return wait_for(child, gate)


def again(spec, command):
    """The command that runs this program with another JSON."""
    return [sys.executable, "-I", "-S", "-B", os.path.dirname(os.path.abspath(__file__)), json.dumps(spec), *command]


def without_namespaces(spec, command, gate):
    """The status of a worker among the other processes of the machine; orphans that it leaves end with it."""
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    worker = os.fork()
    if worker == 0:
        guarded(become_worker, spec, command)
    try:
        return wait_for(worker, gate)
    finally:
        end_descendants()


WAYS = {
    "root": as_root,
    "user": as_user,
    "bwrap": by_bubblewrap,
    "sudo": by_sudo,
    "inside": inside,
    "landlock": without_namespaces,
    "environment": without_namespaces,
}
