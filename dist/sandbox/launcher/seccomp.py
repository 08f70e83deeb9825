"""A filter of system calls: a program of the kernel's packet filter, instruction by instruction."""

import ctypes
import errno
import os
import struct

from kernel import checked, libc
from system_calls import COMMON_CALLS, MACHINES

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
# Programs have another way when the kernel does not know these, but none when they are refused.
UNKNOWN = ("clone3", "io_uring_setup", "io_uring_enter", "io_uring_register")
X32_CALLS = 0x40000000
AF_UNIX, SOCK_STREAM = 1, 1
NEW_NAMESPACES = 0x7E020000


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
