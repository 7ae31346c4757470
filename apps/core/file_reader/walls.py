"""Walls around this process: it computes, reads fonts, and writes to the files that it has open. Nothing else is left.

A filter of system calls (seccomp) and rules on the file system (Landlock), set by ctypes; why, and what does not hold,
is in `docs/adr/0042`. The numbers are those of the kernel's headers, which never change.
"""

import ctypes
import os
import resource
import struct
from collections.abc import Sequence
from contextlib import suppress

# A scan of 600 dpi takes about 2 seconds and 300 MB. The answer is a picture of 8 megapixels that hardly compresses.
CPU_SECONDS = 10
MEMORY_BYTES = 2**30
ANSWER_BYTES = 40 * 2**20
# Standard input, output and errors, and a few fonts.
MAX_OPEN_FILES = 16

# Root becomes this user. No account has the number: systemd leaves 65520 to 65533 unused, and so do distributions.
OWN_USER = 65_530

# Where the engine for PDF looks for fonts that a document names and does not bring.
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/X11/fonts/Type1", "/usr/share/X11/fonts/TTF")

# The value of AUDIT_ARCH for a processor, and the column of its numbers below.
ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
# The system calls of a process that computes and writes to its open files.
COMPUTES = {
    "read": (0, 63),
    "write": (1, 64),
    "close": (3, 57),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "mmap": (9, 222),
    "mprotect": (10, 226),
    "munmap": (11, 215),
    "brk": (12, 214),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "pread64": (17, 67),
    "sched_yield": (24, 124),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "getpid": (39, 172),
    "exit": (60, 93),
    "gettimeofday": (96, 169),
    "sigaltstack": (131, 132),
    "gettid": (186, 178),
    "futex": (202, 98),
    "clock_gettime": (228, 113),
    "exit_group": (231, 94),
    "getrandom": (318, 278),
}
# The calls that open fonts and look at them, allowed if Landlock refuses all other paths. ARM64 has no `stat`.
OPENS = {"openat": (257, 56), "getdents64": (217, 61), "newfstatat": (262, 79), "stat": (4, 79)}

PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2
BPF_LOAD_WORD, BPF_JUMP_IF_EQUAL, BPF_RETURN = 0x20, 0x15, 0x06
CALL_NUMBER, CALL_ARCHITECTURE = 0, 4  # Places in the kernel's `struct seccomp_data`.
KILL, REFUSE, ALLOW = 0x80000000, 0x00050001, 0x7FFF0000  # To refuse is to answer EPERM.

# The same numbers on every architecture.
LANDLOCK_CREATE_RULESET, LANDLOCK_ADD_RULE, LANDLOCK_RESTRICT_SELF = 444, 445, 446
LANDLOCK_VERSION, LANDLOCK_PATH_BENEATH = 1, 1
READ_FILE, READ_FOLDER = 1 << 2, 1 << 3
# How many rights on files each version of Landlock knows, one bit for each; the last is that of all later ones.
RIGHTS = (13, 14, 15, 15, 16)

_libc = ctypes.CDLL(None, use_errno=True)


class _Program(ctypes.Structure):
    """The kernel's `struct sock_fprog`: the number and the address of the instructions of a filter."""

    _fields_ = (("count", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def confine() -> None:
    """Take from this process, for good, all but its memory, its open standard files and the fonts.

    Raises OSError where the kernel or the processor does not offer the filter of system calls. Nothing can be imported
    afterwards.
    """
    machine = os.uname().machine
    if machine not in ARCHITECTURES:
        raise OSError(f"No filter of system calls is known for {machine}.")
    architecture, column = ARCHITECTURES[machine]
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    _limit()
    _leave_root()
    _call("prctl", PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    calls = COMPUTES | OPENS if _read_fonts_only() else COMPUTES
    _filter(architecture, [numbers[column] for numbers in calls.values()])


def _limit() -> None:
    for kind, maximum in (
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
        (resource.RLIMIT_FSIZE, ANSWER_BYTES),
        (resource.RLIMIT_NOFILE, MAX_OPEN_FILES),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (maximum, maximum))


def _leave_root() -> None:
    """Become a user who owns nothing, and lose every capability by it; other users than root can't change theirs."""
    if os.geteuid() != 0:
        return
    # In a user namespace of few users the kernel refuses the number; the filter holds there too.
    with suppress(OSError):
        os.setgroups([])
        os.setresgid(OWN_USER, OWN_USER, OWN_USER)
        os.setresuid(OWN_USER, OWN_USER, OWN_USER)


def _read_fonts_only() -> bool:
    """Restrict what paths lead to by Landlock; return False if the kernel does not offer Landlock."""
    version = _libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, LANDLOCK_VERSION)
    if version < 1:
        return False
    rights = (1 << RIGHTS[min(version, len(RIGHTS)) - 1]) - 1
    rules = _call("syscall", LANDLOCK_CREATE_RULESET, struct.pack("=Q", rights), 8, 0)
    for folder in filter(os.path.isdir, FONTS):
        place = os.open(folder, os.O_PATH)
        rule = struct.pack("=Qi", READ_FILE | READ_FOLDER, place)
        _call("syscall", LANDLOCK_ADD_RULE, rules, LANDLOCK_PATH_BENEATH, rule, 0)
        os.close(place)
    _call("syscall", LANDLOCK_RESTRICT_SELF, rules, 0)
    os.close(rules)
    return True


def _filter(architecture: int, allowed: Sequence[int]) -> None:
    """Refuse every system call but those allowed; end the process at a call of another architecture."""
    instructions = [
        (BPF_LOAD_WORD, 0, 0, CALL_ARCHITECTURE),
        (BPF_JUMP_IF_EQUAL, 1, 0, architecture),
        (BPF_RETURN, 0, 0, KILL),
        (BPF_LOAD_WORD, 0, 0, CALL_NUMBER),
        # Each jumps over the numbers that follow and over the refusal.
        *((BPF_JUMP_IF_EQUAL, len(allowed) - place, 0, number) for place, number in enumerate(allowed)),
        (BPF_RETURN, 0, 0, REFUSE),
        (BPF_RETURN, 0, 0, ALLOW),
    ]
    program = _Program(len(instructions), b"".join(struct.pack("=HBBI", *each) for each in instructions))
    _call("prctl", PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)


def _call(name: str, *arguments: object) -> int:
    """Call a function of the C library; raise OSError if it answers with a fault."""
    wide = (ctypes.c_ulong(each) if isinstance(each, int) else each for each in arguments)
    if (answer := getattr(_libc, name)(*wide)) < 0:
        fault = ctypes.get_errno()
        raise OSError(fault, os.strerror(fault))
    return answer
