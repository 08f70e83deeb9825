"""Starts a worker so that it can do nothing but compute: `python -I -S launcher.py '<JSON>' <program> <argument>…`.

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

import ctypes
import errno
import json
import os
import resource
import select
import signal
import stat
import struct
import sys

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long

CLONE_NEWNS, CLONE_NEWIPC, CLONE_NEWUSER = 0x00020000, 0x08000000, 0x10000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000
MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC, MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
MNT_DETACH = 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 1, 2, 4
PR_SET_PDEATHSIG, PR_CAPBSET_DROP, PR_SET_SECCOMP, PR_SET_CHILD_SUBREAPER = 1, 24, 22, 36
PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 38, 47, 4
CAPABILITY_VERSION = 0x20080522
SECCOMP_MODE_FILTER = 2

# By machine: its AUDIT_ARCH, and the numbers of system calls that are older than the numbers common to all machines.
MACHINES = {
    "x86_64": (
        0xC000003E,
        {
            "socket": 41, "connect": 42, "clone": 56, "ptrace": 101, "syslog": 103, "pivot_root": 155, "acct": 163,
            "settimeofday": 164, "mount": 165, "umount2": 166, "swapon": 167, "swapoff": 168, "reboot": 169,
            "init_module": 175, "delete_module": 176, "quotactl": 179, "clock_settime": 227, "kexec_load": 246,
            "add_key": 248, "request_key": 249, "keyctl": 250, "unshare": 272, "perf_event_open": 298,
            "name_to_handle_at": 303, "open_by_handle_at": 304, "setns": 308, "process_vm_readv": 310,
            "process_vm_writev": 311, "finit_module": 313, "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323,
        },
    ),
    "aarch64": (
        0xC00000B7,
        {
            "umount2": 39, "mount": 40, "pivot_root": 41, "quotactl": 60, "acct": 89, "unshare": 97, "kexec_load": 104,
            "init_module": 105, "delete_module": 106, "clock_settime": 112, "syslog": 116, "ptrace": 117, "reboot": 142,
            "settimeofday": 170, "socket": 198, "connect": 203, "add_key": 217, "request_key": 218, "keyctl": 219,
            "clone": 220, "swapon": 224, "swapoff": 225, "perf_event_open": 241, "name_to_handle_at": 264,
            "open_by_handle_at": 265, "setns": 268, "process_vm_readv": 270, "process_vm_writev": 271,
            "finit_module": 273, "bpf": 280, "userfaultfd": 282, "kexec_file_load": 294,
        },
    ),
}  # fmt: skip
COMMON_CALLS = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428, "move_mount": 429,
    "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "clone3": 435, "pidfd_getfd": 438,
    "mount_setattr": 442,
}  # fmt: skip
LANDLOCK_CREATE, LANDLOCK_ADD, LANDLOCK_RESTRICT = 444, 445, 446
# Programs have another way when the kernel does not know these, but none when they are refused.
UNKNOWN = ("clone3", "io_uring_setup", "io_uring_enter", "io_uring_register")
X32_CALLS = 0x40000000
AF_UNIX, SOCK_STREAM = 1, 1
NEW_NAMESPACES = 0x7E020000

# The rights of Landlock, as far as its sixth version has them.
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
ALL_RIGHTS = (1 << 16) - 1
MAKE_DEVICES = (1 << 6) | (1 << 11)
OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | (1 << 14) | (1 << 15)
ALL_NET, ALL_SCOPES = 3, 3
LANDLOCK_NEEDED = 6

# What every program may read: the processor, the memory, and the process itself.
PROC = ("cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version", "filesystems", "sys/vm", "sys/kernel", "self")
DEVICES = ("null", "zero", "full", "random", "urandom")
SETUP_FAILED = 70


class Ended(Exception):
    """The worker has to end now: the gate is gone, or says so."""


def main(spec, command):
    """Starts the command as the JSON says, waits for its end, and ends in the same way."""
    signal.signal(signal.SIGTERM, end)
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


def end(*_):
    """Handles SIGTERM."""
    raise Ended


# ── the ways ─────────────────────────────────────────────────────────────────────────────────────────────────────────


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
    return [sys.executable, "-I", "-S", os.path.abspath(__file__), json.dumps(spec), *command]


def told_status(told, status):
    """The status of a worker that the first process of its namespace told: that one cannot end by a signal itself."""
    text = os.read(told, 32)
    return int(text) if text else status


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


# ── processes ────────────────────────────────────────────────────────────────────────────────────────────────────────


def guarded(run, *arguments):
    """Runs in a child what never returns; says on standard error why it did."""
    try:
        run(*arguments)
    except BaseException as error:
        os.write(2, f"the sandbox cannot be entered: {error}\n".encode())
    os._exit(SETUP_FAILED)


def wait_for(child, gate):
    """The status with which the child ends. When the gate ends first, or says so, ends the child and raises Ended."""
    watched = os.pidfd_open(child)
    leave_streams()
    poll = select.poll()
    for process in (watched, gate):
        if process is not None:
            poll.register(process, select.POLLIN)
    try:
        if watched not in [fd for fd, _ in poll.poll()]:
            raise Ended
    except Ended:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        try:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
        except PermissionError:
            pass  # Root's: it ends when this process does.
        raise
    _, status = os.waitpid(child, 0)
    return status


def end_descendants():
    """Ends all children, and theirs, which come to this process when their parents end, until there are none."""
    while True:
        for task in os.listdir("/proc/self/task"):
            with open(f"/proc/self/task/{task}/children", encoding="ascii") as file:
                for pid in file.read().split():
                    os.kill(int(pid), signal.SIGKILL)
        try:
            os.wait()
        except ChildProcessError:
            return


def opened_process(pid):
    """A file that becomes readable when the process ends; None for none. Raises Ended when it is gone."""
    try:
        return None if pid is None else os.pidfd_open(pid)
    except ProcessLookupError:
        raise Ended from None


def leave_streams():
    """Leaves standard input and output to the worker: a pipe is closed when nobody holds it."""
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)


def die_with_parent(by=signal.SIGKILL):
    """Asks the kernel to send this process a signal when its parent ends."""
    prctl(PR_SET_PDEATHSIG, by)


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
        # The bounding set is dropped first, while that is still permitted.
        drop_capabilities()
        os.setresuid(user, user, user)
    drop_capabilities()
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    if spec["way"] == "landlock":
        restrict_files(spec)
    filter_calls()
    # Changing the user or the capabilities has reset it.
    die_with_parent()
    os.execvpe(command[0], command, spec.get("env") or os.environ)


def drop_capabilities():
    """Drops all capabilities, also those that executing a file would give."""
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    header = struct.pack("=II", CAPABILITY_VERSION, 0)
    checked(libc.capset(header, struct.pack("=6I", 0, 0, 0, 0, 0, 0)), "capset")


# ── a file system of its own ─────────────────────────────────────────────────────────────────────────────────────────

SHOWN_SYSTEM = ("/sys/devices/system", "/sys/fs/cgroup")


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


# ── Landlock and seccomp ─────────────────────────────────────────────────────────────────────────────────────────────


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


def filter_calls():
    """Refuses system calls that computing does not need: sockets that reach anything, and doors of the kernel."""
    arch, old = MACHINES[os.uname().machine]
    calls = {**old, **COMMON_CALLS}
    load_architecture, load_call = 4, 0
    refuse, lack = 0x00050000 | errno.EACCES, 0x00050000 | errno.ENOSYS
    program = [
        load(load_architecture),
        jump_equal(arch, 1, 0),
        done(0x80000000),  # A program of another machine would have other numbers.
        load(load_call),
        jump_greater(X32_CALLS, 0, 1),
        done(refuse),
        # Sockets: only streams between processes of the worker, which nothing can be connected to.
        jump_equal(calls["socket"], 0, 7),
        load(argument(0)),
        jump_equal(AF_UNIX, 0, 4),
        load(argument(1)),
        mask(0xF),
        jump_equal(SOCK_STREAM, 0, 1),
        done(0x7FFF0000),
        done(refuse),
        # Processes and threads, but no namespaces.
        jump_equal(calls["clone"], 0, 4),
        load(argument(0)),
        jump_bits(NEW_NAMESPACES, 0, 1),
        done(refuse),
        done(0x7FFF0000),
    ]
    for name, number in calls.items():
        if name not in ("socket", "clone"):
            program += [jump_equal(number, 0, 1), done(lack if name in UNKNOWN else refuse)]
    program.append(done(0x7FFF0000))
    code = ctypes.create_string_buffer(b"".join(program))
    given = struct.pack("=HxxxxxxQ", len(program), ctypes.addressof(code))
    checked(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, given, 0, 0), "seccomp")


def argument(index):
    """Where the lower half of an argument lies in what a filter is given."""
    return 16 + 8 * index


def load(offset):
    """Instruction: takes 32 bits of what is given."""
    return struct.pack("=HBBI", 0x20, 0, 0, offset)


def mask(bits):
    """Instruction: keeps these bits of what was taken."""
    return struct.pack("=HBBI", 0x54, 0, 0, bits)


def jump_equal(value, then, otherwise):
    """Instruction: skips as many instructions, depending on whether what was taken equals the value."""
    return struct.pack("=HBBI", 0x15, then, otherwise, value)


def jump_greater(value, then, otherwise):
    """Instruction: the same, depending on whether it is at least the value."""
    return struct.pack("=HBBI", 0x35, then, otherwise, value)


def jump_bits(bits, then, otherwise):
    """Instruction: the same, depending on whether it has any of the bits."""
    return struct.pack("=HBBI", 0x45, then, otherwise, bits)


def done(action):
    """Instruction: decides."""
    return struct.pack("=HBBI", 0x06, 0, 0, action)


# ── calls of the kernel ──────────────────────────────────────────────────────────────────────────────────────────────


def prctl(option, value):
    """Sets an attribute of this process. Raises OSError."""
    checked(libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0), "prctl")


def call(number, *arguments):
    """A system call that the C library may not have. Raises OSError."""
    given = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    return checked(libc.syscall(ctypes.c_long(number), *given), f"system call {number}")


def checked(result, what):
    """The result, unless it reports an error. Raises OSError."""
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def write(path, text, optional=False):
    """Writes to a file of /proc."""
    try:
        with open(path, "w", encoding="ascii") as file:
            file.write(text)
    except OSError:
        if not optional:
            raise


if __name__ == "__main__":
    try:
        main(json.loads(sys.argv[1]), sys.argv[2:])
    except OSError as error:
        sys.stderr.write(f"the sandbox cannot be entered: {error}\n")
        sys.exit(SETUP_FAILED)
