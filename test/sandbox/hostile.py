"""A worker that tries to do everything but compute: prints, by attempt, whether it succeeded.

`python hostile.py '<JSON>'`: what it may try to reach, by name. Nothing that succeeds does lasting harm.
"""

import ctypes
import json
import os
import resource
import socket
import subprocess
import sys

world = json.loads(sys.argv[1])
libc = ctypes.CDLL(None, use_errno=True)
attempts = {}


def attempt(name):
    def register(run):
        attempts[name] = run
        return run

    return register


def must(result):
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def read(path):
    with open(path, "rb") as file:
        file.read(1)


def append(path):
    with open(path, "ab") as file:
        file.write(b"x")


for place, path in world["secrets"].items():
    attempt(f"read {place}")(lambda path=path: read(path))
    attempt(f"list the folder of {place}")(lambda path=path: os.listdir(os.path.dirname(path)))
    attempt(f"write to {place}")(lambda path=path: append(path))
    attempt(f"replace {place}")(lambda path=path: os.replace("mine", path))
    attempt(f"remove {place}")(lambda path=path: os.rename(path, path + ".gone"))


@attempt("become root again")
def _():
    if os.getuid() == 0:
        # Root without capabilities is nobody: it may not become another user.
        os.setresuid(1, 1, 1)
    else:
        os.setresuid(0, 0, 0)


@attempt("keep a group of the user's")
def _():
    if not set(os.getgroups()) - {os.getgid()}:
        raise PermissionError("none is left")
    os.setgroups([])


@attempt("read a secret through a link")
def _():
    os.symlink(world["secrets"]["repository"], "linked")
    read("linked")


@attempt("write to what it was given")
def _():
    append(world["given"])


@attempt("write to what it was given under another name")
def _():
    os.link(world["given"], "second")
    append("second")


@attempt("add to what it was given")
def _():
    append(os.path.join(os.path.dirname(world["given"]), "more"))


def changed(path, change):
    """Whether the rights, owner, times or attributes of the file are others after the change."""
    before = described(path)
    change()
    if described(path) == before:
        raise PermissionError


def described(path):
    info = os.stat(path)
    return info.st_mode, info.st_uid, info.st_gid, info.st_mtime_ns, os.listxattr(path)


for place in ("repository", "given"):
    path = {**world["secrets"], "given": world["given"]}[place]
    for what, change in {
        "the rights": lambda path=path: os.chmod(path, os.stat(path).st_mode ^ 0o111),
        "the times": lambda path=path: os.utime(path, (1, 1)),
        "the attributes": lambda path=path: os.setxattr(path, "user.portability", b"1"),
    }.items():
        attempt(f"change {what} of {place}")(lambda path=path, change=change: changed(path, change))


@attempt("change the rights of what it was given by its file")
def _():
    with open(world["given"], "rb") as file:
        changed(world["given"], lambda: os.fchmod(file.fileno(), 0o711))


@attempt("read the environment of the gate")
def _():
    read(f"/proc/{world['gate']}/environ")


@attempt("read the command line of the gate")
def _():
    read(f"/proc/{world['gate']}/cmdline")


@attempt("read the environment of any other process")
def _():
    others = [pid for pid in os.listdir("/proc") if pid.isdigit()]
    names = [one for one in others if world["secret"].encode() in content(f"/proc/{one}/environ")]
    if not names:
        raise PermissionError


def content(path):
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return b""


@attempt("find the secret in its own environment")
def _():
    if world["secret"] not in json.dumps(dict(os.environ)):
        raise LookupError


@attempt("signal the gate")
def _():
    os.kill(world["gate"], 0)


@attempt("signal its group")
def _():
    if os.getpgid(0) != os.getpid():
        return
    raise PermissionError


@attempt("limit the gate")
def _():
    resource.prlimit(world["gate"], resource.RLIMIT_CORE, resource.prlimit(world["gate"], resource.RLIMIT_CORE))


@attempt("let the gate wait for others")
def _():
    os.setpriority(os.PRIO_PROCESS, world["gate"], os.getpriority(os.PRIO_PROCESS, world["gate"]))


@attempt("have the gate scheduled otherwise")
def _():
    os.sched_setscheduler(world["gate"], os.SCHED_OTHER, os.sched_param(0))


MAKING = {
    "x86_64": {"shared memory": 29, "semaphores": 64, "messages": 68},
    "aarch64": {"shared memory": 194, "semaphores": 190, "messages": 186},
}
for what, number in MAKING[os.uname().machine].items():
    attempt(f"make {what} that outlive it")(
        lambda number=number: must(
            libc.syscall(ctypes.c_long(number), ctypes.c_long(0), ctypes.c_long(1), ctypes.c_long(0o600))
        )
    )


for kind in ("INET", "INET6", "NETLINK", "PACKET"):
    attempt(f"socket of {kind}")(
        lambda kind=kind: socket.socket(
            getattr(socket, f"AF_{kind}"), socket.SOCK_RAW if kind in ("NETLINK", "PACKET") else socket.SOCK_STREAM
        )
    )
attempt("socket for datagrams")(lambda: socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
attempt("local socket for datagrams")(lambda: socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM))
# What one half sends may go to any other address of the machine.
for kind in ("DGRAM", "RAW"):
    attempt(f"pair of sockets of {kind}")(
        lambda kind=kind: socket.socketpair(socket.AF_UNIX, getattr(socket, f"SOCK_{kind}"))
    )


@attempt("connect to a socket in the file system")
def _():
    socket.socket(socket.AF_UNIX).connect(world["socket"])


@attempt("connect to the network")
def _():
    socket.create_connection(("127.0.0.1", world["port"]), timeout=5)


@attempt("become root")
def _():
    subprocess.run(["sudo", "-n", "true"], check=True, stderr=subprocess.DEVNULL)


@attempt("have a capability")
def _():
    with open("/proc/self/status", encoding="ascii") as file:
        lines = dict(line.split(":\t", 1) for line in file.read().splitlines() if ":\t" in line)
    # Whoever is not root cannot give up what executing a file could give, and is not given it either.
    kinds = ("Inh", "Prm", "Eff", "Amb", *(("Bnd",) if os.getuid() == 0 else ()))
    if all(int(lines[f"Cap{kind}"], 16) == 0 for kind in kinds):
        raise PermissionError


@attempt("gain privileges")
def _():
    if libc.prctl(39, 0, 0, 0, 0) == 1:
        raise PermissionError


@attempt("mount")
def _():
    os.makedirs("mounted", exist_ok=True)
    must(libc.mount(b"tmpfs", b"mounted", b"tmpfs", ctypes.c_ulong(0), None))


@attempt("make namespaces")
def _():
    must(libc.unshare(0x10000000))


@attempt("make a process in namespaces")
def _():
    must(
        libc.syscall(
            ctypes.c_long(56 if os.uname().machine == "x86_64" else 220), ctypes.c_long(0x10000011), 0, 0, 0, 0
        )
    )


@attempt("leave its root")
def _():
    os.chroot(".")


@attempt("make a device")
def _():
    os.mknod("device", 0o600 | 0o020000, os.makedev(1, 1))


@attempt("trace a process")
def _():
    must(libc.ptrace(16, os.getppid(), None, None))


for name, number in {"io_uring": 425, "the new mounts": 428}.items():
    attempt(f"use {name}")(lambda number=number: must(libc.syscall(ctypes.c_long(number), ctypes.c_long(1), 0, 0)))


@attempt("open a setting of the kernel for writing")
def _():
    os.close(os.open("/proc/sys/kernel/core_pattern", os.O_WRONLY))


@attempt("read the memory of the machine")
def _():
    read("/proc/kcore")


@attempt("write a file larger than allowed")
def _():
    with open("large", "wb") as file:
        file.truncate(1 << 45)


@attempt("write beside its folders")
def _():
    for folder in ("/", "/usr", "/etc", "/var/tmp"):
        try:
            append(os.path.join(folder, "portability-hostile"))
        except OSError:
            continue
        os.remove(os.path.join(folder, "portability-hostile"))
        return
    raise PermissionError


@attempt("read a secret through the root of the gate")
def _():
    read(f"/proc/{world['gate']}/root{world['secrets']['home']}")


@attempt("read a secret through the working directory of the gate")
def _():
    os.listdir(f"/proc/{world['gate']}/cwd")


@attempt("read what the gate has open")
def _():
    os.listdir(f"/proc/{world['gate']}/fd")


@attempt("read a secret through the root of any process")
def _():
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            read(f"/proc/{process}/root{world['secrets']['golden']}")
        except OSError:
            continue
        return
    raise PermissionError


@attempt("read a secret by a second name")
def _():
    os.link(world["secrets"]["golden"], "second")
    read("second")


@attempt("have files open that it was not given")
def _():
    for number in filter(lambda name: int(name) > 2, os.listdir("/proc/self/fd")):
        try:
            target = os.readlink(f"/proc/self/fd/{number}")
        except OSError:
            continue
        if not target.startswith("/proc/"):
            return
    raise PermissionError


@attempt("read the messages of the kernel")
def _():
    must(libc.klogctl(3, ctypes.create_string_buffer(64), 64))


@attempt("change the clock")
def _():
    must(libc.settimeofday(ctypes.create_string_buffer(16), None))


@attempt("change the name of the machine")
def _():
    name = os.uname().nodename.encode()
    must(libc.sethostname(name, len(name)))


@attempt("write when the system kills the gate")
def _():
    path = f"/proc/{world['gate']}/oom_score_adj"
    with open(path, "r+", encoding="ascii") as file:
        score = file.read()
        file.seek(0)
        file.write(score)


@attempt("leave a queue of messages behind")
def _():
    queue = ctypes.CDLL("librt.so.1", use_errno=True)
    must(queue.mq_open(b"/portability-hostile", os.O_CREAT | os.O_RDWR, 0o600, None))
    queue.mq_unlink(b"/portability-hostile")


@attempt("write to the shared memory of the machine")
def _():
    path = "/dev/shm/portability-hostile"
    append(path)
    os.remove(path)
    # Its own is gone with it.
    if [os.stat("/dev/shm").st_dev, os.stat("/dev/shm").st_ino] != world["shm"]:
        raise PermissionError


@attempt("type on the terminal")
def _():
    import fcntl

    terminal = os.open("/dev/tty", os.O_RDWR)
    fcntl.ioctl(terminal, 0x5412, b"x")


CALLS = {
    "x86_64": {
        "keys of the kernel": (248, b"user", b"portability-hostile", b"x", 1, -3),
        "the performance of the machine": (
            298,
            ctypes.create_string_buffer(b"\x01\0\0\0\x78\0\0\0", 120),
            1,
            -1,
            -1,
            0,
        ),
        "programs in the kernel": (
            321,
            0,
            ctypes.create_string_buffer(b"\x02\0\0\0\x04\0\0\0\x04\0\0\0\x01\0\0\0", 72),
            72,
        ),
        "watches of whole disks": (300, 0, 0),
        "faults of memory": (323, 0),
        "a file of another process": (438, world["gate"], 0, 0),
        "namespaces of the gate": (308, world["gate"], 0x10000000),
    },
    "aarch64": {},
}
for what, (number, *given) in CALLS[os.uname().machine].items():
    attempt(f"use {what}")(
        lambda number=number, given=given: must(
            libc.syscall(ctypes.c_long(number), *(ctypes.c_long(one) if isinstance(one, int) else one for one in given))
        )
    )


@attempt("trace, by reading its memory, the gate")
def _():
    libc.process_vm_readv.restype = ctypes.c_ssize_t
    with open(f"/proc/{world['gate']}/maps", encoding="ascii") as file:
        start = int(file.readline().split("-")[0], 16)
    into = ctypes.create_string_buffer(8)
    here = (ctypes.c_size_t * 2)(ctypes.addressof(into), 8)
    there = (ctypes.c_size_t * 2)(start, 8)
    must(libc.process_vm_readv(world["gate"], here, ctypes.c_ulong(1), there, ctypes.c_ulong(1), ctypes.c_ulong(0)))


for family, number in {"the ciphers of the kernel": 38, "the host of a virtual machine": 40, "Bluetooth": 31}.items():
    attempt(f"socket of {family}")(
        lambda number=number: socket.socket(
            number, socket.SOCK_STREAM if number == 40 else socket.SOCK_SEQPACKET if number == 38 else socket.SOCK_RAW
        )
    )


def outcome(run):
    with open("mine", "wb"):
        pass
    try:
        run()
    except BaseException as error:
        return type(error).__name__
    return None


import signal  # noqa: E402

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
os.chdir(world["made"])
print(json.dumps({name: outcome(run) for name, run in attempts.items()}))
