"""What this machine can do. A kind of fault that needs what is not here is skipped by name and counted as skipped."""

import os
import shutil
import subprocess

FAKETIME = [
    f"/usr/lib/{machine}-linux-gnu/faketime/libfaketimeMT.so.1" for machine in ("x86_64", "aarch64")
]
MEMORY_GROUPS = "/sys/fs/cgroup/memory"  # the first version of control groups
ISOLATED = "HOTLINE_TORTURE_ISOLATED"
ISOLATION = [
    "unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child=SIGKILL", "--mount-proc", "--net"]


def run(*command, timeout=60, check=True, **more):
    """Runs a program to its end and gives what it printed."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, **more)
    if check and done.returncode != 0:
        raise RuntimeError(f"{' '.join(command)} ended with {done.returncode}: {done.stderr.strip()}")
    return done


def have(*programs):
    return all(shutil.which(program) for program in programs)


def is_root():
    return os.geteuid() == 0


def can_isolate():
    """Own namespaces of mounts, processes and networks: all that a run makes is gone with it, however it ends."""
    return is_root() and have("unshare") and run(*ISOLATION, "true", check=False).returncode == 0




def faketime_library():
    return next((path for path in FAKETIME if os.path.exists(path)), None)


def has_loop_devices(scratch):
    image, place = os.path.join(scratch, "try.img"), os.path.join(scratch, "try")
    try:
        make_disk(image, place, 16 << 20)
        run("umount", place)
        return True
    except (RuntimeError, OSError, subprocess.TimeoutExpired):
        return False


def make_disk(image, place, size):
    """An ext4 file system of that size in a sparse file, mounted through a loop device."""
    with open(image, "wb") as file:
        file.truncate(size)
    run("mkfs.ext4", "-q", "-m", "0", image)
    os.makedirs(place, exist_ok=True)
    run("mount", "-o", "loop", image, place)


def can_trace():
    return have("strace") and run("strace", "-f", "-o", "/dev/null", "true", check=False).returncode == 0


def can_limit_memory():
    place = os.path.join(MEMORY_GROUPS, f"hotline-torture-try-{os.getpid()}")
    try:
        os.mkdir(place)
        os.rmdir(place)
        return True
    except OSError:
        return False


def abilities(scratch):
    """The names that kinds of faults ask for in `needs`, each with whether it is here."""
    isolated = os.environ.get(ISOLATED) == "1"
    return {
        "namespaces": isolated and have("ip", "nsenter"),
        "filter": isolated and have("nft", "nsenter"),
        "loop": isolated and have("mkfs.ext4", "mount", "umount") and has_loop_devices(scratch),
        "strace": can_trace(),
        "faketime": faketime_library() is not None,
        "memory-groups": is_root() and can_limit_memory(),
        "prlimit": have("prlimit"),
        "openssl": have("openssl"),
    }
