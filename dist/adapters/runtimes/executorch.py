# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "executorch==1.5.1",
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "flatbuffers==25.12.19",
#   "numpy==2.4.6",
#   "ml_dtypes==0.6.0",
# ]
#
# [tool.portability]
# kind = "runtime"
# id = "executorch"
# title = "ExecuTorch"
# package = "executorch"
# oldest = "1.4.0"
# reads = ["executorch"]
# home-of = ["executorch"]
# threads = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16", "bfloat16", "int8", "int16", "int32", "int64", "uint8", "bool",
# ]
# ///
"""ExecuTorch with the kernels and backends of its Python wheel: the portable ones, and XNNPACK.

A program has its inputs and outputs by place. It keeps how the arguments and results of the module were nested, and
with that the names of keyword arguments and of the keys of a result; the rest are called `input_0`, `input_1`, and
`output`, or `output_0`, `output_1`. A signature beside the file (`model.pte.json`) takes precedence.
"""

import importlib.util
import json
import mmap
import os
import re
import sys
from importlib import metadata

import numpy as np
import torch
from flatbuffers import number_types
from flatbuffers.table import Table

from portability.torch import named_outputs

if sys.platform == "win32":
    package = importlib.util.find_spec("executorch").submodule_search_locations[0]
    os.add_dll_directory(os.path.join(package, "extension", "pybindings"))

# What executorch.runtime is made of. That would import the exporter too, which takes ten times as long and leaves a
# folder behind.
try:
    from executorch.extension.pybindings import _C as native
except ImportError:
    # Its name in releases before 1.5.
    from executorch.extension.pybindings import _portable_lib as native

IDENTIFIER = b"ET12"

# Numbers of ExecuTorch's and PyTorch's enum ScalarType.
DTYPES = {
    0: "uint8",
    1: "int8",
    2: "int16",
    3: "int32",
    4: "int64",
    5: "float16",
    6: "float32",
    7: "float64",
    11: "bool",
    15: "bfloat16",
}

# Fields by number, from the schema of programs.
PROGRAM_PLANS, PROGRAM_MUTABLE_DATA = 1, 6
PLAN_NAME, PLAN_TREES, PLAN_VALUES, PLAN_INPUTS, PLAN_OUTPUTS, PLAN_OPERATORS, PLAN_DELEGATES = 0, 1, 2, 3, 4, 6, 7
TENSOR, TENSOR_SCALAR_TYPE, TENSOR_SIZES, TENSOR_DYNAMISM = 5, 0, 2, 8

# ExecuTorch's error codes, which its messages end in.
CODE = re.compile(r"error:? 0x:?([0-9a-fA-F]+)")
MEANINGS = {
    0x10: "a shape or a type is not supported",
    0x12: "an argument is invalid, or the file is cut off",
    0x14: "an operator is missing",
    0x20: "something that the program needs is missing",
    0x21: "there is not enough memory",
    0x23: "the file is damaged, or is not a program",
    0x30: "it was made for another version of its backend",
}


def version():
    """The installed release of ExecuTorch."""
    return metadata.version("executorch")


def load(path, options):
    """A session for the method `forward` of a program, or for its first method.

    Raises MissingOperator for kernels and backends that this build lacks, and ValueError or RuntimeError for damaged
    files.
    """
    native._unsafe_reset_threadpool(options["threads"])
    with open(path, "rb") as file:
        # Without it, the native loader may abort the process.
        if file.read(8)[4:] != IDENTIFIER:
            raise ValueError("the file is not an ExecuTorch program: it does not have ET12 at byte 4")
    with plain_errors():
        # Checks that the file is whole, before it is looked into.
        native._load_program(path, program_verification=native.Verification.InternalConsistency)
        plan = Plan(path)
        refuse_what_is_missing(plan)
        return Session(path, plan, signature_of(path, plan))


def signature_of(path, plan):
    """The signature beside the program, or the one in it."""
    if not os.path.exists(f"{path}.json"):
        return plan.signature()
    with open(f"{path}.json", encoding="utf-8") as description:
        return json.load(description)["signature"]


class MissingOperator(Exception):
    """The program needs a kernel or a backend that this build does not have."""


def unsupported(error):
    """The message of a MissingOperator; other errors are failures."""
    return str(error) if isinstance(error, MissingOperator) else None


def refuse_what_is_missing(plan):
    """Raises MissingOperator with all the names, which ExecuTorch writes to its standard error alone."""
    kernels = sorted(plan.operators - set(native._get_operator_names()))
    if kernels:
        raise MissingOperator(f"ExecuTorch has no kernel for {', '.join(kernels)}")
    backends = sorted(plan.backends - set(native._get_registered_backend_names()))
    if backends:
        raise MissingOperator(f"ExecuTorch's Python package does not have the backend {', '.join(backends)}")


class plain_errors:
    """A context in which ExecuTorch's error codes are put into words."""

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        if isinstance(error, RuntimeError) and (code := CODE.search(str(error))):
            meaning = MEANINGS.get(int(code[1], 16), "ExecuTorch gives no reason")
            raise RuntimeError(f"{meaning} ({error})") from None


class Plan:
    """What the file says about the method that is run: `forward`, or the first one."""

    def __init__(self, path):
        with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as bytes_:
            program = root(bytes_)
            plans = list(tables(program, PROGRAM_PLANS))
            plan = next((one for one in plans if text(one, PLAN_NAME) == "forward"), plans[0])
            self.method = text(plan, PLAN_NAME)
            self.operators = {full_name(operator) for operator in tables(plan, PLAN_OPERATORS)}
            self.backends = {text(delegate, 0) for delegate in tables(plan, PLAN_DELEGATES)}
            writes = any(name.startswith("aten::copy_") for name in self.operators)
            self.has_state = writes or any(True for _ in tables(program, PROGRAM_MUTABLE_DATA))
            values = list(tables(plan, PLAN_VALUES))
            self._inputs = [value_type(values[index]) for index in integers(plan, PLAN_INPUTS)]
            self._outputs = [value_type(values[index]) for index in integers(plan, PLAN_OUTPUTS)]
            trees = table(plan, PLAN_TREES)
            self._trees = [text(trees, field) if trees else "" for field in (0, 1)]

    def signature(self):
        """Inputs and outputs under the names that the module gave them, else by their place."""
        taken, given = (nested(tree) for tree in self._trees)
        arguments, keywords = taken if isinstance(taken, tuple) and len(taken) == 2 else (taken, {})
        inputs = [name for name, _ in named_outputs((arguments, keywords), "input")]
        # The arguments are a tuple of their own, which is not part of their names.
        inputs = [name.replace("input_0_", "input_", 1) for name in inputs]
        outputs = [name for name, _ in named_outputs(given)]
        return {
            "inputs": ports(inputs, self._inputs, "input"),
            "outputs": ports(outputs, self._outputs, "output"),
        }


def ports(names, types, word):
    """The ports of a signature; names by place (`word_0`) where the program does not have as many names as values."""
    if len(names) != len(types):
        names = [f"{word}_{place}" for place in range(len(types))] if len(types) > 1 else [word]
    return [{"name": name, "type": type_} for name, type_ in zip(names, types, strict=True)]


# Stands for an input or output in the structure around it.
LEAF = object()


def nested(tree):
    """A tree of PyTorch's, given as text, as nested tuples and dictionaries with LEAF in place of every leaf."""

    def build(spec):
        children = [build(child) for child in spec["children_spec"]]
        if spec["type"] is None:
            return LEAF
        return (
            dict(zip(json.loads(spec["context"]), children, strict=False))
            if spec["type"].endswith("dict")
            else tuple(children)
        )

    try:
        return build(json.loads(tree)[1])
    except (ValueError, LookupError, TypeError):
        # Programs of other exporters have none.
        return ()


def value_type(value):
    """The type of a program's value; of a tensor whose sizes may change, they are all None."""
    if value.Get(number_types.Uint8Flags, value.Pos + value.Offset(4)) != TENSOR:
        return {"kind": "any"}
    tensor = table(value, 1)
    code = scalar(tensor, TENSOR_SCALAR_TYPE)
    if code not in DTYPES:
        raise NotImplementedError(f"an input or output has PyTorch's element type {code}, which cannot be passed")
    # For a dynamic tensor these are upper limits, and the file does not say on which axes.
    dynamic = scalar(tensor, TENSOR_DYNAMISM) != 0
    sizes = [None if dynamic else size for size in integers(tensor, TENSOR_SIZES)]
    return {"kind": "tensor", "dtype": DTYPES[code], "shape": sizes}


def root(bytes_):
    """The table at the root of a FlatBuffer."""
    return Table(bytes_, int.from_bytes(bytes_[:4], "little"))


def table(parent, field):
    """The table in a field, or None."""
    offset = parent.Offset(4 + 2 * field)
    return Table(parent.Bytes, parent.Indirect(parent.Pos + offset)) if offset else None


def tables(parent, field):
    """The tables in a field that is a list."""
    offset = parent.Offset(4 + 2 * field)
    for index in range(parent.VectorLen(offset) if offset else 0):
        yield Table(parent.Bytes, parent.Indirect(parent.Vector(offset) + 4 * index))


def integers(parent, field):
    """The 32-bit integers in a field that is a list."""
    offset = parent.Offset(4 + 2 * field)
    start = parent.Vector(offset) if offset else 0
    count = parent.VectorLen(offset) if offset else 0
    return [parent.Get(number_types.Int32Flags, start + 4 * index) for index in range(count)]


def scalar(parent, field):
    """The 8-bit integer in a field; 0, the default, when it is missing."""
    offset = parent.Offset(4 + 2 * field)
    return parent.Get(number_types.Int8Flags, parent.Pos + offset) if offset else 0


def text(parent, field):
    """The text in a field; empty when it is missing."""
    offset = parent.Offset(4 + 2 * field)
    return parent.String(parent.Pos + offset).decode() if offset else ""


def full_name(operator):
    """The operator's name with its overload, as in `aten::add.out`."""
    name, overload = text(operator, 0), text(operator, 1)
    return f"{name}.{overload}" if overload else name


class Session:
    """A loaded method."""

    def __init__(self, path, plan, signature):
        self._path = path
        self._plan = plan
        self._signature = signature
        self._program, self._method = self._load()

    def _load(self):
        # Weights that were kept out of the program lie beside it.
        data = f"{os.path.splitext(self._path)[0]}.ptd"
        # Releases before 1.5 have no such argument.
        beside = {"data_path": data} if os.path.exists(data) else {}
        program = native._load_program(self._path, **beside)
        return program, program.load_method(self._plan.method)

    def signature(self):
        """Inputs and outputs in the order of the program."""
        return self._signature

    def run(self, inputs):
        """Outputs by name for the inputs by name; a program with state is loaded anew for every run."""
        arguments = [to_torch(inputs[port["name"]]) for port in self._signature["inputs"]]
        with plain_errors():
            # Every run starts with the state that the program was saved in.
            if self._plan.has_state:
                self._program, self._method = self._load()
            outputs = self._method(arguments)
        ports = self._signature["outputs"]
        if len(outputs) != len(ports):
            raise RuntimeError(f"ExecuTorch returned {len(outputs)} outputs where {len(ports)} were expected")
        return {port["name"]: to_numpy(value) for port, value in zip(ports, outputs, strict=True)}


def to_torch(array):
    """A tensor with a copy of the array's elements."""
    # Its own and contiguous; numpy has no bfloat16, whose bits cross as integers.
    if array.dtype.name == "bfloat16":
        return torch.from_numpy(np.array(array.view(np.int16), order="C")).view(torch.bfloat16)
    return torch.from_numpy(np.array(array, order="C"))


def to_numpy(value):
    """A tensor's elements as an array; a number as an array without axes."""
    if not isinstance(value, torch.Tensor):
        return np.asarray(value)
    tensor = value.detach().contiguous()
    if tensor.dtype == torch.bfloat16:
        import ml_dtypes

        return tensor.view(torch.int16).numpy().view(np.dtype(ml_dtypes.bfloat16))
    return tensor.numpy().copy()
