"""What every program may read: processor, memory, the process itself, devices of the kernel alone."""

SHOWN_SYSTEM = ("/sys/devices/system", "/sys/fs/cgroup")
PROC = ("cpuinfo", "meminfo", "stat", "loadavg", "uptime", "version", "filesystems", "sys/vm", "sys/kernel", "self")
DEVICES = ("null", "zero", "full", "random", "urandom")
