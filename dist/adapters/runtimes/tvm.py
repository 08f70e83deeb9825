# /// script
# requires-python = ">=3.10"
# dependencies = ["apache-tvm==0.27.0.post1"]
#
# [tool.portability]
# kind = "runtime"
# id = "tvm"
# title = "TVM"
# package = "apache-tvm"
# oldest = "0.26.0"
# reads = ["tvm"]
# home-of = ["tvm"]
# threads = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64"]
# dtypes = [
#   "float32", "float64", "float16",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool",
# ]
# ///
"""TVM's virtual machine on the processor. Its file is a library of machine code: loading it runs that code."""

import json
from importlib import metadata

import numpy as np
import tvm
from tvm import relax

# What releases call the sizes of a tensor.
SIZES = ("Shape", "ShapeTuple")


def version():
    """The installed release of TVM."""
    return metadata.version("apache-tvm")


def load(path, options):
    """A session for a library, with the signature in the file beside it."""
    with open(f"{path}.json", encoding="utf-8") as description:
        signature = json.load(description)["signature"]
    return Session(relax.VirtualMachine(tvm.runtime.load_module(path), tvm.cpu()), signature)


class Session:
    """A virtual machine with one model."""

    def __init__(self, machine, signature):
        self._machine = machine
        self._signature = signature

    def signature(self):
        """Inputs and outputs in the order of the function's arguments and results."""
        return self._signature

    def run(self, inputs):
        """Outputs by name for the inputs by name. Raises RuntimeError when results are missing."""
        arrays = [np.array(inputs[port["name"]], order="C") for port in self._signature["inputs"]]
        results = self._machine["main"](*[tvm.runtime.tensor(array) for array in arrays])
        # One output comes as a tensor, several as one of TVM's sequences.
        results = [results] if is_one(results) else list(results)
        ports = self._signature["outputs"]
        if len(results) != len(ports):
            raise RuntimeError(f"TVM returned {len(results)} of {len(ports)} outputs")
        return {port["name"]: array_of(result) for port, result in zip(ports, results, strict=True)}


def is_one(result):
    """Whether a result is a tensor, or the sizes of one, and no sequence of results."""
    return hasattr(result, "numpy") or type(result).__name__ in SIZES


def array_of(result):
    """A result as an array; TVM has a type of its own for the sizes of a tensor."""
    return result.numpy() if hasattr(result, "numpy") else np.array(list(result), np.int64)
