# /// script
# requires-python = ">=3.10"
# dependencies = ["MNN==3.6.1"]
#
# [tool.portability]
# kind = "converter"
# id = "mnn-from-tflite"
# title = "MNN's converter"
# package = "MNN"
# reads = ["tflite"]
# writes = "mnn"
# artefact = "model.mnn"
# platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.fp16]
# type = "boolean"
# default = false
# description = "Keep the weights in half precision: half the size, and their rounding in every output"
# ///
"""TensorFlow Lite to MNN by the converter inside MNN's wheel.

Its command-line tool is not run (see mnn-from-onnx.py). MNN calls inputs and outputs as the tensors are called, and the
gate as the model's signature does, where it has one.
"""

import ctypes
import json
import os
import re
import sys
import tempfile
from importlib import metadata

import _tools

from portability.tflite import tensor_names

MISSING = re.compile(r"NOT_SUPPORTED_OP: \[([^\]]+)\]")

# The time and the line of MNN's sources, which say nothing about the model.
STAMP = re.compile(r"^\[\d+:\d+:\d+\] (?::\d+: )?", re.MULTILINE)


class MissingOperator(Exception):
    """MNN has no counterpart for an operator."""


def version():
    """The installed release of MNN."""
    return metadata.version("MNN")


def unsupported(error):
    """The message of a MissingOperator; other errors are failures."""
    return str(error) if isinstance(error, MissingOperator) else None


def convert(source, target, options):
    """Writes an .mnn file, and beside it the signature, which MNN does not keep; returns the names that differ.

    Raises MissingOperator, or RuntimeError with the converter's own words.
    """
    arguments = ["mnnconvert", "-f", "TFLITE", "--modelFile", source, "--MNNModel", target, "--bizCode", "portability"]
    if options["fp16"]:
        arguments.append("--fp16")
    said = words_of(arguments)
    # The converter returns nothing, whether it succeeds or not.
    if not os.path.exists(target):
        if missing := MISSING.search(said):
            raise MissingOperator(f"MNN's converter does not have the operator {missing[1].strip()}")
        raise RuntimeError(f"MNN's converter failed:\n{STAMP.sub('', said)}")
    # MNN keeps the names of tensors, and not those of the signature.
    names = {name: tensor for name, tensor in tensor_names(source).items() if name != tensor}
    # MNN keeps neither the element types of the model nor its shapes.
    signature = options["signature"]
    ends = {
        role: [{**port, "name": names.get(port["name"], port["name"])} for port in signature[role]]
        for role in ("inputs", "outputs")
    }
    with open(f"{target}.json", "w", encoding="utf-8") as description:
        json.dump({"signature": ends}, description)
    return {"names": names}


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
