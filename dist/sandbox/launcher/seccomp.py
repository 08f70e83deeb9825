"""A filter of system calls: a program of the kernel's packet filter, instruction by instruction."""

import ctypes
import errno
import os
import struct

from kernel import checked, libc
from system_calls import (
    CHANGES_OF_FILES,
    COMMON_CALLS,
    MACHINES,
    ONLY_OF_ITSELF,
    ONLY_OF_ITSELF_AFTER_KIND,
    SOME_ARGUMENTS,
)

PR_SET_SECCOMP, SECCOMP_MODE_FILTER = 22, 2
# Programs have another way when the kernel does not know these, but none when they are refused.
UNKNOWN = ("clone3", "io_uring_setup", "io_uring_enter", "io_uring_register")
X32_CALLS = 0x40000000
AF_UNIX, SOCK_STREAM, SOCK_SEQPACKET = 1, 1, 5
NEW_NAMESPACES = 0x7E020000
# ioctl: FS_IOC_SETFLAGS, FS_IOC_FSSETXATTR, FS_IOC_ENABLE_VERITY, TIOCSTI, TIOCLINUX.
CHANGES_BY_IOCTL = (0x40086602, 0x401C5820, 0x40806685, 0x5412, 0x541C)
ALLOW, REFUSE, LACK = 0x7FFF0000, 0x00050000 | errno.EACCES, 0x00050000 | errno.ENOSYS
# The call does nothing and says that it has succeeded.
PRETEND = 0x00050000


def filter_calls(keep_files):
    """Refuses system calls that computing does not need: sockets that reach anything, and doors of the kernel.

    With `keep_files`, the rights, owners, times and attributes of all files stay as they are: Landlock does not
    restrict who changes them. Programs copy them along with files, so they are told that it went well.
    """
    machine = os.uname().machine
    arch, refused = MACHINES[machine]
    call_of = SOME_ARGUMENTS[machine]
    load_architecture, load_call = 4, 0
    program = [
        load(load_architecture),
        jump_equal(arch, 1, 0),
        done(0x80000000),  # A program of another machine would have other numbers.
        load(load_call),
        jump_greater(X32_CALLS, 0, 1),
        done(REFUSE),
        # Sockets: only streams between processes of the worker, which nothing can be connected to.
        jump_equal(call_of["socket"], 0, 7),
        load(argument(0)),
        jump_equal(AF_UNIX, 0, 4),
        load(argument(1)),
        mask(0xF),
        jump_equal(SOCK_STREAM, 0, 1),
        done(ALLOW),
        done(REFUSE),
        # Pairs: none for datagrams, which can be sent to other addresses than that of the other half.
        jump_equal(call_of["socketpair"], 0, 6),
        load(argument(1)),
        mask(0xF),
        jump_equal(SOCK_STREAM, 1, 0),
        jump_equal(SOCK_SEQPACKET, 0, 1),
        done(ALLOW),
        done(REFUSE),
        # Processes and threads, but no namespaces.
        jump_equal(call_of["clone"], 0, 4),
        load(argument(0)),
        jump_bits(NEW_NAMESPACES, 0, 1),
        done(REFUSE),
        done(ALLOW),
        *changes_by_ioctl(call_of["ioctl"]),
    ]
    for index, calls in enumerate((ONLY_OF_ITSELF, ONLY_OF_ITSELF_AFTER_KIND)):
        for number in calls[machine].values():
            program += [
                jump_equal(number, 0, 4),
                load(argument(index)),
                jump_equal(0, 0, 1),
                done(ALLOW),
                done(REFUSE),
            ]
    for name, number in {**refused, **COMMON_CALLS}.items():
        program += [jump_equal(number, 0, 1), done(LACK if name in UNKNOWN else REFUSE)]
    for number in CHANGES_OF_FILES[machine].values() if keep_files else ():
        program += [jump_equal(number, 0, 1), done(PRETEND)]
    program.append(done(ALLOW))
    code = ctypes.create_string_buffer(b"".join(program))
    given = struct.pack("=HxxxxxxQ", len(program), ctypes.addressof(code))
    checked(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, given, 0, 0), "seccomp")


def changes_by_ioctl(number):
    """Instructions: none to change the attributes of a file that is only open for reading, or to type for a user."""
    checks = [step for change in CHANGES_BY_IOCTL for step in (jump_equal(change, 0, 1), done(REFUSE))]
    return [jump_equal(number, 0, len(checks) + 2), load(argument(1)), *checks, done(ALLOW)]


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
