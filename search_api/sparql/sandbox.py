"""What a SPARQL worker takes away from itself before it reads the first query.

The query engine calls out to any address in a SERVICE clause and has no switch
for it. `guard` refuses such queries; this is the second wall, and it also holds
for a query that the guard misreads. Limits that the platform lacks are left out.
"""

from __future__ import annotations

import ctypes
import errno
import os
import platform
import sys
from contextlib import suppress

_ADDRESS_SLACK = 2 << 30
"""Mapped files and reserved, unused address space beside the memory that counts."""

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | errno.EACCES
_SOCKET_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
"""Machine → (audit architecture, number of the socket call), linux/audit.h and asm/unistd.h."""


class _Instruction(ctypes.Structure):
    """``struct sock_filter`` of linux/filter.h."""

    _fields_ = (
        ("code", ctypes.c_ushort),
        ("if_true", ctypes.c_ubyte),
        ("if_false", ctypes.c_ubyte),
        ("operand", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    """``struct sock_fprog`` of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Instruction)))


def limit_resources(memory: int, stack: int) -> None:
    """Bound the process's memory in bytes (``stack`` comes on top) and forbid core dumps."""
    if sys.platform == "win32":
        return
    import resource

    data = memory + stack
    for limit, value in (
        (resource.RLIMIT_DATA, data),
        (resource.RLIMIT_AS, data + _ADDRESS_SLACK),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):
            resource.setrlimit(limit, (value, value))


def stand_apart() -> None:
    """Form a process group: signals of the server's terminal stay away, and the pool can lower the priority of all.

    No session, because Linux weighs priorities only within a session (sched(7), autogroup).
    """
    if sys.platform != "win32":
        os.setpgid(0, 0)


def cut_network() -> bool:
    """Take sockets away from this process, for good. Call it before any thread starts.

    A system call filter needs no privileges; an empty network namespace is the
    second choice. False where the platform offers neither.
    """
    if sys.platform != "linux":
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    return _refuse_sockets(libc) or libc.unshare(_CLONE_NEWNET) == 0 or _unshare_as_user(libc)


def _refuse_sockets(libc: ctypes.CDLL) -> bool:
    """Let the kernel answer socket() with EACCES (prctl(2), seccomp(2))."""
    machine = _SOCKET_CALLS.get(platform.machine())
    if machine is None:
        return False
    architecture, socket_call = machine
    instructions = (
        _Instruction(_LOAD_WORD, 0, 0, 4),
        _Instruction(_JUMP_IF_EQUAL, 0, 2, architecture),
        _Instruction(_LOAD_WORD, 0, 0, 0),
        _Instruction(_JUMP_IF_EQUAL, 0, 1, socket_call),
        _Instruction(_RETURN, 0, 0, _REFUSE),
        _Instruction(_RETURN, 0, 0, _ALLOW),
    )
    program = _Program(len(instructions), (_Instruction * len(instructions))(*instructions))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def _unshare_as_user(libc: ctypes.CDLL) -> bool:
    return bool(libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET) == 0)
