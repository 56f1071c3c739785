"""Runs a command and says what it and its descendants cost: wall and processor time, peak memory, how busy the machine was.

Memory is the sum of the processes' proportional sets (smaps_rollup), so that what they share counts once; where the
kernel does not show them (other users' processes), of their resident sets. Sampled four times a second.
"""
import os
import pathlib
import subprocess
import threading
import time
from dataclasses import dataclass

MEGABYTE = 1 << 20
SAMPLE_SECONDS = 0.25  # often enough; adding up the pages of a gigabyte takes the kernel some milliseconds


@dataclass
class Cost:
    seconds: float
    cpu_seconds: float
    peak_bytes: int  # of the tree
    busy: float  # share of all cores, the command's own
    machine_busy: float  # share of all cores, everybody's
    stdout: bytes
    stderr: bytes
    samples: list  # (seconds since start, bytes)


def descendants(pid):
    found = [pid]
    for task in pathlib.Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            children = task.read_text().split()
        except OSError:
            continue
        for child in children:
            found += descendants(int(child))
    return found


def memory_of(pid):
    try:
        for line in pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) << 10
    except OSError:
        pass
    try:
        return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def tree_memory(pid):
    return sum(memory_of(each) for each in descendants(pid))


def machine_seconds():
    """(busy, all) processor seconds of the machine since its start."""
    fields = [int(each) for each in pathlib.Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    whole = sum(fields)
    return (whole - fields[3] - fields[4]) / 100, whole / 100


class Sampler(threading.Thread):
    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.done, self.started, self.samples = pid, threading.Event(), time.monotonic(), []

    def run(self):
        while not self.done.wait(SAMPLE_SECONDS):
            self.samples.append((time.monotonic() - self.started, tree_memory(self.pid)))


def measure(command, env=None, cwd=None):
    """Raises where the command fails: a figure of a failed run is none."""
    busy, whole = machine_seconds()
    started = time.monotonic()
    process = subprocess.Popen([str(each) for each in command], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env, cwd=cwd)
    sampler = Sampler(process.pid)
    sampler.start()
    said = {}
    readers = [threading.Thread(target=lambda name=name: said.update({name: getattr(process, name).read()}))
               for name in ("stdout", "stderr")]
    for reader in readers:
        reader.start()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    sampler.done.set()
    for thread in (*readers, sampler):
        thread.join()
    if process.returncode != 0:
        raise RuntimeError(f"{command[0]} ended with {process.returncode}: {said['stderr'][-2000:].decode(errors='replace')}")
    busy_after, whole_after = machine_seconds()
    cpu = usage.ru_utime + usage.ru_stime
    cores = os.cpu_count()
    return Cost(seconds, cpu, max((each for _, each in sampler.samples), default=0), cpu / seconds / cores,
                (busy_after - busy) / max(whole_after - whole, 1e-9), said["stdout"], said["stderr"], sampler.samples)
