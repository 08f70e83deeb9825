"""What a worker of the soak does wrong while it loads a model, decided by the model's bytes: see soak.ts."""

import fcntl
import hashlib
import os
import signal
import stat
import subprocess
import sys
import time

MARKER = "the marker"


def cause_fault(path):
    """Does what the model's bytes say, for seven of sixteen models; for the others nothing."""
    with open(path, "rb") as file:
        number = hashlib.sha256(file.read()).digest()[0] % 16
    if number < len(FAULTS):
        FAULTS[number]()


def killed():
    """Ends as if the system had ended it."""
    os.kill(os.getpid(), signal.SIGKILL)


def hanging():
    """Never answers."""
    time.sleep(3600)


def flooding():
    """Writes without end where answers are expected."""
    while True:
        os.write(channel(), b"x" * (1 << 16))


def growing():
    """Takes memory without end."""
    kept = []
    while True:
        kept.append(bytearray(os.urandom(1 << 20)) * 32)


def forking():
    """Starts processes without end."""
    while True:
        start()


def escaping():
    """Leaves a process of another session behind, and hangs."""
    start(start_new_session=True)
    time.sleep(3600)


def half_an_answer():
    """Ends in the middle of an answer."""
    os.write(channel(), b'{"id": 1, "ok": tr')
    os._exit(0)


FAULTS = (killed, hanging, flooding, growing, forking, escaping, half_an_answer)


def start(**options):
    """A process that does nothing, for an hour."""
    subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)", MARKER], **options)


def channel():
    """The pipe on which the gate reads answers: of those that the harness keeps to itself, the one for writing."""
    for fd in range(3, 64):
        try:
            if stat.S_ISFIFO(os.fstat(fd).st_mode) and fcntl.fcntl(fd, fcntl.F_GETFL) & os.O_ACCMODE == os.O_WRONLY:
                return fd
        except OSError:
            continue
    return 1
