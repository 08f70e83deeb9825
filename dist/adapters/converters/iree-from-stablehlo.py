# /// script
# requires-python = ">=3.11"
# dependencies = ["iree-base-compiler==3.13.0"]
#
# [tool.portability]
# kind = "converter"
# id = "iree-from-stablehlo"
# title = "IREE compiler"
# package = "iree-base-compiler"
# reads = ["stablehlo"]
# writes = "iree"
# artefact = "model.vmfb"
# follows = "iree"
# processor-specific = true
# platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.cpu]
# type = "string"
# default = "host"
# description = "Processor to compile for, as LLVM calls it; host is the one that compiles"
# ///
"""StableHLO, as JAX exports it, to a module of machine code."""

import json
import re
import struct
from importlib import metadata

from iree.compiler.tools import CompilerToolError, compile_str

BYTECODE = b"ML\xefR"
# Fields of what JAX serializes, by number.
MODULE, KEPT = 13, 15
OPEN_SIZES = "IREE does not take StableHLO with open sizes, which it has where golden cases differ in size"
FIRST_ERROR = re.compile(r"^\S+?:\d+:\d+: error: ([^\n]*)", re.MULTILINE)
# A function of C that the machine code calls and IREE does not bring along, as float64 has several.
NOT_LINKED = re.compile(r"undefined symbol: (\w+)")
ILLEGAL = re.compile(
    r"(?:failed to legalize operation|unregistered operation|unhandled custom call|custom_call) '?([\w.@]+)"
)


def version():
    """The installed release of IREE's compiler."""
    return metadata.version("iree-base-compiler")


def convert(source, target, options):
    """Writes a .vmfb module, and beside it the signature, which a module does not keep.

    Raises ValueError for a bare module of MLIR and for inputs that the export has dropped, NotImplementedError for open
    sizes, and RuntimeError with the first thing that the compiler complains about.
    """
    with open(source, "rb") as file:
        content = file.read()
    signature = options["signature"]
    if not signature or not signature["outputs"]:
        raise ValueError("a bare module of MLIR does not name its inputs and outputs: commit what jax.export writes")
    names = [port["name"] for port in signature["inputs"]]
    kept = struct.unpack(f"<{len(vector(content, KEPT, 2)) // 2}H", vector(content, KEPT, 2))
    unused = [name for place, name in enumerate(names) if place not in kept]
    if unused:
        raise ValueError(
            f"the export dropped inputs without effect: {', '.join(unused)}; jax.jit with keep_unused=True keeps them"
        )
    try:
        compile_str(
            vector(content, MODULE, 1),
            output_file=target,
            input_type="stablehlo",
            target_backends=["llvm-cpu"],
            # By default the compiler turns float64 into float32.
            extra_args=[f"--iree-llvmcpu-target-cpu={options['cpu']}", "--iree-input-demote-f64-to-f32=false"],
        )
    except CompilerToolError as error:
        message = in_words(str(error))
        if any(not isinstance(size, int) for port in signature["inputs"] for size in port["type"]["shape"]):
            raise NotImplementedError(f"{OPEN_SIZES} ({message})") from None
        raise RuntimeError(message) from None
    # A module has functions with arguments by position, and no names.
    with open(f"{target}.json", "w", encoding="utf-8") as description:
        json.dump({"signature": signature}, description)


def vector(content, field, size):
    """The bytes of a list in the table at the root of a FlatBuffer; `size` is that of an element."""
    (root,) = struct.unpack_from("<I", content)
    (back,) = struct.unpack_from("<i", content, root)
    (offset,) = struct.unpack_from("<H", content, root - back + 4 + 2 * field)
    if offset == 0:
        return b""
    (ahead,) = struct.unpack_from("<I", content, root + offset)
    start = root + offset + ahead
    (count,) = struct.unpack_from("<I", content, start)
    return content[start + 4 : start + 4 + size * count]


def in_words(message):
    """The compiler's first complaint, without the page of machine code around it."""
    if missing := NOT_LINKED.search(message):
        return f"unhandled custom call '{missing[1]}'"
    error = FIRST_ERROR.search(message)
    return f"IREE cannot compile the model: {error[1]}" if error else message


def unsupported(error):
    """A sentence for open sizes, and for operations and custom calls that IREE lacks."""
    if isinstance(error, NotImplementedError):
        return str(error)
    found = ILLEGAL.search(str(error))
    return f"IREE does not have {found[1]}" if found else None
