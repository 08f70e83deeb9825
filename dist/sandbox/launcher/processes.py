"""Processes: how they end with each other, and what they tell of it."""

import os
import select
import signal

from kernel import prctl

PR_SET_PDEATHSIG = 1
SETUP_FAILED = 70


class Ended(Exception):
    """The worker has to end now: the gate is gone, or says so."""


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


def told_status(told, status):
    """The status of a worker that the first process of its namespace told: that one cannot end by a signal itself."""
    text = os.read(told, 32)
    return int(text) if text else status


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
