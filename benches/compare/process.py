"""Runs programs and tells what they used."""

import json
import os
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Run:
    """What a program printed and used."""

    out: bytes
    wall_s: float
    cpu_s: float
    peak_bytes: int

    def json(self):
        return json.loads(self.out)


def run(*command, check=True, env=None):
    """Runs one program to its end. `check`: it must succeed (grep-like tools fail where nothing is found)."""
    started = time.perf_counter()
    child = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, env=env)
    out = child.stdout.read()
    child.stdout.close()
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if check and child.returncode != 0:
        raise SystemExit(f"{' '.join(str(part) for part in command)} failed with status {child.returncode}")
    return Run(out, wall, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024)


def forget(*paths):
    """Takes files out of the page cache, so that the next reader goes to the disk (of a virtual machine: to its host)."""
    for path in paths:
        with open(path, "rb") as file:
            os.fsync(file.fileno())
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def remember(path):
    """Reads a file, so that the next reader finds it in the page cache where there is room."""
    with open(path, "rb", buffering=0) as file:
        while file.read(1 << 22):
            pass
