# /// script
# requires-python = ">=3.10"
# dependencies = ["MNN==3.6.1", "onnx==1.23.2"]
#
# [tool.portability]
# kind = "converter"
# id = "mnn-from-onnx"
# title = "MNN's converter"
# package = "MNN"
# reads = ["onnx"]
# writes = "mnn"
# artefact = "model.mnn"
# platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.fp16]
# type = "boolean"
# default = false
# description = "Keep the weights in half precision: half the size, and their rounding in every output"
# ///
"""ONNX to MNN by the converter inside MNN's wheel.

Its command-line tool is not run: before it converts, it installs a package with whatever pip it finds, and reports to a
server. The native converter beneath it does neither.

It replaces the GELU with the error function by an approximation of its own, which is off by up to 5e-4, and has no
option against that. It shows as drift, because that is what a deployment computes.

It has no IsNaN, which PyTorch writes behind every softmax with a mask: where that does nothing, it is taken out first.
"""

import ctypes
import json
import os
import re
import sys
import tempfile
from importlib import metadata

import _tools
import onnx

from portability.nan_guards import plainer_onnx
from portability.onnx import narrow_types, packed_onnx

MISSING = re.compile(r"These Op Not Support: (?:ONNX::)?([^\n]+)")

# The time and the line of MNN's sources, which say nothing about the model.
STAMP = re.compile(r"^\[\d+:\d+:\d+\] (?::\d+: )?", re.MULTILINE)


class MissingOperator(Exception):
    """MNN has no counterpart for an operator."""


class MissingType(Exception):
    """MNN has no counterpart for an element type."""


def version():
    """The installed release of MNN."""
    return metadata.version("MNN")


def unsupported(error):
    """The message of a MissingOperator or a MissingType; other errors are failures."""
    return str(error) if isinstance(error, (MissingOperator, MissingType)) else None


def convert(source, target, options):
    """Writes an .mnn file, and beside it the signature, which MNN does not keep; returns what was changed before.

    Raises MissingType, MissingOperator, or RuntimeError with the converter's own words.
    """
    if lacking := narrow_types(onnx.load(source, load_external_data=False), also=("BFLOAT16",)):
        raise MissingType(f"MNN does not have the element types {', '.join(lacking)}")
    folder = os.path.dirname(target)
    # It crashes on weights of 16 bits that are not stated as bytes, and misreads those of 8.
    with packed_onnx(source, folder) as packed, plainer_onnx(packed, folder) as (plainer, guards):
        write(plainer, target, options, guards)
    # MNN keeps neither the element types of the model nor its shapes.
    with open(f"{target}.json", "w", encoding="utf-8") as description:
        json.dump({"signature": options["signature"]}, description)
    return {"edits": guards.said()}


def write(source, target, options, guards):
    """Runs MNN's converter. Raises MissingOperator, or RuntimeError with the converter's own words."""
    arguments = ["mnnconvert", "-f", "ONNX", "--modelFile", source, "--MNNModel", target, "--bizCode", "portability"]
    if options["fp16"]:
        arguments.append("--fp16")
    said = words_of(arguments)
    # The converter returns nothing, whether it succeeds or not.
    if not os.path.exists(target):
        if missing := MISSING.search(said):
            operators = missing[1].strip()
            why = guards.why_kept() if operators == "IsNaN" else ""
            raise MissingOperator(f"MNN's converter does not have the operator {operators}{why}")
        raise RuntimeError(f"MNN's converter failed:\n{STAMP.sub('', said)}")


def words_of(arguments):
    """Runs the converter and returns what it wrote, past Python, to the output of the process."""
    with tempfile.TemporaryFile() as words:
        kept = {descriptor: os.dup(descriptor) for descriptor in (1, 2)}
        try:
            for descriptor in kept:
                os.dup2(words.fileno(), descriptor)
            _tools.mnnconvert(arguments)
        finally:
            # What the C library has buffered belongs there too.
            if sys.platform != "win32":
                ctypes.CDLL(None).fflush(None)
            for descriptor, copy in kept.items():
                os.dup2(copy, descriptor)
                os.close(copy)
        words.seek(0)
        said = words.read().decode(errors="replace")
    sys.stderr.write(said)
    return said
