"""Calls of the kernel by the C library, and files of /proc that are calls as well."""

import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
libc.syscall.restype = ctypes.c_long


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
