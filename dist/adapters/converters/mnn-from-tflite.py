# /// script
# requires-python = ">=3.10"
# dependencies = ["MNN==3.6.1", "flatbuffers==25.12.19"]
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
"""
TensorFlow Lite to MNN by the converter inside MNN's wheel, whose command-line tool is not run (see mnn-from-onnx.py).

MNN calls inputs and outputs as the tensors are called, and the gate as the model's signature does, where it has one.
"""

import ctypes
import json
import os
import re
import sys
import tempfile
from importlib import metadata

import _tools
from flatbuffers import number_types
from flatbuffers.table import Table

# What TensorFlow's exporters call the signature that is meant for everybody.
USUAL_SIGNATURE = "serving_default"

# Fields by number, from TensorFlow Lite's schema.
MODEL_SUBGRAPHS, MODEL_SIGNATURES = 2, 7
SUBGRAPH_TENSORS, TENSOR_NAME = 0, 3
SIGNATURE_ENDS, SIGNATURE_KEY, SIGNATURE_SUBGRAPH = (0, 1), 2, 4
END_NAME, END_TENSOR = 0, 1

MISSING = re.compile(r"NOT_SUPPORTED_OP: \[([^\]]+)\]")

# The time and the line of MNN's sources, which say nothing about the model.
STAMP = re.compile(r"^\[\d+:\d+:\d+\] (?::\d+: )?", re.MULTILINE)


class MissingOperator(Exception):
    """MNN has nothing for it."""


def version():
    return metadata.version("MNN")


def unsupported(error):
    return str(error) if isinstance(error, MissingOperator) else None


def convert(source, target, options):
    arguments = ["mnnconvert", "-f", "TFLITE", "--modelFile", source, "--MNNModel", target, "--bizCode", "portability"]
    if options["fp16"]:
        arguments.append("--fp16")
    said = words_of(arguments)
    # It says nothing to its caller, whatever happens.
    if not os.path.exists(target):
        if missing := MISSING.search(said):
            raise MissingOperator(f"MNN's converter does not have the operator {missing[1].strip()}")
        raise RuntimeError(f"MNN's converter failed:\n{STAMP.sub('', said)}")
    names = tensor_names(source)
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
    """Runs the converter and gives what it wrote, past Python, to the output of the process."""
    with tempfile.TemporaryFile() as words:
        kept = {descriptor: os.dup(descriptor) for descriptor in (1, 2)}
        try:
            for descriptor in kept:
                os.dup2(words.fileno(), descriptor)
            _tools.mnnconvert(arguments)
        finally:
            # What the C library still holds belongs there too.
            if sys.platform != "win32":
                ctypes.CDLL(None).fflush(None)
            for descriptor, copy in kept.items():
                os.dup2(copy, descriptor)
                os.close(copy)
        words.seek(0)
        said = words.read().decode(errors="replace")
    sys.stderr.write(said)
    return said


def tensor_names(path):
    """By input and output of the signature: what the tensor behind it is called, where that is something else."""
    with open(path, "rb") as file:
        model = root(file.read())
    signatures = list(tables(model, MODEL_SIGNATURES))
    if not signatures:
        return {}
    usual = next((one for one in signatures if text(one, SIGNATURE_KEY) == USUAL_SIGNATURE), signatures[0])
    graph = list(tables(model, MODEL_SUBGRAPHS))[number(usual, SIGNATURE_SUBGRAPH)]
    tensors = list(tables(graph, SUBGRAPH_TENSORS))
    ends = [end for field in SIGNATURE_ENDS for end in tables(usual, field)]
    names = {text(end, END_NAME): text(tensors[number(end, END_TENSOR)], TENSOR_NAME) for end in ends}
    return {name: tensor for name, tensor in names.items() if name != tensor}


def root(bytes_):
    return Table(bytes_, int.from_bytes(bytes_[:4], "little"))


def tables(parent, field):
    offset = parent.Offset(4 + 2 * field)
    for index in range(parent.VectorLen(offset) if offset else 0):
        yield Table(parent.Bytes, parent.Indirect(parent.Vector(offset) + 4 * index))


def number(parent, field):
    offset = parent.Offset(4 + 2 * field)
    return parent.Get(number_types.Uint32Flags, parent.Pos + offset) if offset else 0


def text(parent, field):
    offset = parent.Offset(4 + 2 * field)
    return parent.String(parent.Pos + offset).decode() if offset else ""
