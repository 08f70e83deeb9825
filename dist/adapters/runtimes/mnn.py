# /// script
# requires-python = ">=3.10"
# dependencies = ["MNN==3.6.1"]
#
# [tool.portability]
# kind = "runtime"
# id = "mnn"
# title = "MNN"
# package = "MNN"
# oldest = "3.0.0"
# reads = ["mnn"]
# home-of = ["mnn"]
# threads = true
# winograd = true
# platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]
# dtypes = ["float32", "int32", "int64", "uint8", "bool"]
#
# [tool.portability.options.precision]
# type = "string"
# default = "high"
# values = ["high", "normal", "low", "low_bf16"]
# description = "Arithmetic that MNN may use where the processor has it; high is float32"
#
# [tool.portability.options.winograd]
# type = "string"
# default = "large"
# values = ["large", "small", "none"]
# operators = ["Conv"]
# description = "Tiles of convolutions (hint WINOGRAD_MEMORY_LEVEL): MNN's own, which may leave 13 bits, small, or none"
#
# [tool.portability.reference-options]
# winograd = "none"
# ///
"""MNN on its CPU backend.

A model has its names, but neither its element types nor the sizes that were left open: our converter writes these
beside it (`model.mnn.json`). Without that file, sizes of one may be any, integers of every width are accepted, and
outputs are given as MNN has them.

MNN computes int64 and bool in int32. Values that fit go in and come out under the types of the model that was
converted; a larger one is an error, not a wrapped number.
"""

import json
import os
from importlib import metadata

import numpy as np
from MNN import expr, nn

# What carries an element type through MNN: numpy's name for it there, and MNN's own.
CARRIERS = {
    "float32": (np.float32, expr.float),
    "int32": (np.int32, expr.int),
    "int64": (np.int32, expr.int),
    "uint8": (np.uint8, expr.uint8),
    "bool": (np.int32, expr.int),
}
# MNN's Interpreter::HintMode, which its Python package does not name, and its values for tiles of less than eight.
WINOGRAD_MEMORY_LEVEL = 3
LEVELS = {"small": 1, "none": 0}
# Most kernels are for images: samples, channels, height and width.
MAX_RANK = 4


def version():
    """The installed release of MNN."""
    return metadata.version("MNN")


def load(path, options):
    """A session for an .mnn file.

    By itself MNN computes convolutions in tiles of eight, of which 13 bits are left where the kernel is 5 by 5, or
    3 by 3 with 48 channels and 56 rows: 1e-4 of the result's size, and 2e-7 with small tiles. Kernels of 7 by 7 lose as
    much in small tiles, too, and are at 1e-6 with none (docs/numerics.md).

    Raises RuntimeError for operators that MNN lacks as well as for damaged files: MNN does not say which it is.
    """
    settings = {"precision": options["precision"], "backend": "CPU", "numThread": options["threads"]}
    manager = nn.create_runtime_manager((settings,))
    if options["winograd"] in LEVELS:
        manager.set_hint(WINOGRAD_MEMORY_LEVEL, LEVELS[options["winograd"]])

    def module(inputs, outputs):
        with plain_errors("MNN cannot load the model: an operator is missing, or the file is damaged"):
            return nn.load_module_from_file(path, inputs, outputs, runtime_manager=manager)

    signature = signature_beside(path) or signature_of(module([], []).get_info())
    inputs = [port["name"] for port in signature["inputs"]]
    outputs = [port["name"] for port in signature["outputs"]]
    return Session(module(inputs, outputs), manager, signature)


def signature_beside(path):
    """The signature in the file that our converter writes beside a model, or None."""
    if not os.path.exists(f"{path}.json"):
        return None
    with open(f"{path}.json", encoding="utf-8") as description:
        return json.load(description)["signature"]


def signature_of(info):
    """What MNN itself knows of inputs and outputs, from the information of a module."""
    inputs = zip(info["inputNames"], info["inputs"], strict=True)
    return {
        "inputs": [{"name": name, "type": value_type(variable)} for name, variable in inputs],
        "outputs": [{"name": name, "type": {"kind": "any"}} for name in info["outputNames"]],
    }


def value_type(variable):
    """The type of an input: float32 with its sizes, or any for integers and truth values."""
    if variable.dtype != expr.float:
        # MNN does not tell integers of different widths and truth values apart.
        return {"kind": "any"}
    # A size that was left open stands there as 1, or as -1.
    return {"kind": "tensor", "dtype": "float32", "shape": [size if size > 1 else None for size in variable.shape]}


class TooManyAxes(RuntimeError):
    """MNN has no kernel for tensors with so many axes."""


def unsupported(error):
    """The message of TooManyAxes; other errors are failures."""
    return str(error) if isinstance(error, TooManyAxes) else None


class plain_errors:
    """A context that turns MNN's SystemError, which breaks Python's rules, into a RuntimeError with this message."""

    def __init__(self, message):
        self._message = message

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if isinstance(error, SystemError):
            raise RuntimeError(f"{self._message} ({error.__cause__ or error})") from None


class Session:
    """A loaded module."""

    def __init__(self, module, manager, signature):
        self._module = module
        # The module does not keep its manager alive.
        self._manager = manager
        self._signature = signature
        self._formats = [variable.data_format for variable in module.get_info()["inputs"]]

    def signature(self):
        """Inputs and outputs in the order of the module."""
        return self._signature

    def run(self, inputs):
        """Outputs by name for the inputs by name. Raises RuntimeError for shapes that MNN cannot compute with."""
        arrays = [to_carrier(port["name"], inputs[port["name"]]) for port in self._signature["inputs"]]
        variables = [
            expr.const(array, list(array.shape), format_, kind)
            for (array, kind), format_ in zip(arrays, self._formats, strict=True)
        ]
        with plain_errors("MNN cannot run the model on these inputs"):
            outputs = self._module.forward(variables)
        ports = self._signature["outputs"]
        if len(outputs) != len(ports):
            raise self._no_outputs(f"MNN returned {len(outputs)} of {len(ports)} outputs", arrays)
        # Outputs have their channels where the inputs have them: second, or last in models from TensorFlow.
        layout = expr.NHWC if expr.NHWC in self._formats else expr.NCHW
        try:
            return {
                port["name"]: from_carrier(port, variable, layout)
                for port, variable in zip(ports, outputs, strict=True)
            }
        except SystemError:
            # Such an output has sizes, and reading its elements is what fails.
            raise self._no_outputs("MNN computed no elements of an output", arrays) from None

    def _no_outputs(self, what, arrays):
        """The error for a model that MNN gives up without a word: with many axes it lacks a kernel for them."""
        most = max((array.ndim for array, _ in arrays), default=0)
        if most > MAX_RANK:
            return TooManyAxes(f"{what}: an input has {most} axes, and its kernels for more than {MAX_RANK} are few")
        return RuntimeError(f"{what}: it cannot run the model on these shapes")


def to_carrier(name, array):
    """A copy of the array in the type that carries it through MNN, and MNN's own word for that type.

    Raises TypeError for types that MNN lacks, and OverflowError for integers beyond 32 bits.
    """
    if array.dtype.name not in CARRIERS:
        raise TypeError(f"input {name!r} is {array.dtype.name}, which MNN does not have")
    carrier, kind = CARRIERS[array.dtype.name]
    if array.dtype == np.int64 and array.size and not fits_int32(array):
        raise OverflowError(f"input {name!r} has numbers beyond 32 bits, and MNN computes int64 in int32")
    # MNN keeps the address: the array must be its own, and outlive the call.
    return np.array(array, dtype=carrier, order="C"), kind


def fits_int32(array):
    """Whether all the numbers of an array, which must not be empty, fit into 32 bits."""
    limits = np.iinfo(np.int32)
    return limits.min <= array.min() and array.max() <= limits.max


def without_added_axes(array, shape):
    """The array without the axes of size one that MNN adds at its end, as to what a convolution over one axis gives."""
    added = 0 if shape is None else array.ndim - len(shape)
    if added <= 0 or any(size != 1 for size in array.shape[-added:]):
        return array
    return array.reshape(array.shape[:-added])


def empty(variable):
    """An array without elements, which MNN refuses to read."""
    types = {kind: carrier for carrier, kind in CARRIERS.values()}
    return np.empty(variable.shape, types[variable.dtype])


def from_carrier(port, variable, layout):
    """An output as an array of its own, in the type and with the axes of the model that was converted."""
    # MNN may keep channels in blocks of four, which no model has.
    plain = expr.convert(variable, layout) if variable.data_format == expr.NC4HW4 else variable
    array = np.array(plain.read()) if plain.size > 0 else empty(plain)
    if port["type"]["kind"] == "any":
        return array
    array = without_added_axes(array, port["type"]["shape"])
    wanted = np.dtype(port["type"]["dtype"])
    carrier, _ = CARRIERS[wanted.name]
    # Restores only what MNN carried in another type: any other difference must show.
    return array.astype(wanted) if array.dtype == carrier else array
