# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "coremltools==9.0",
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "numpy==2.3.5",
# ]
#
# [tool.portability]
# kind = "converter"
# id = "coreml-from-pytorch"
# title = "Core ML Tools"
# package = "coremltools"
# reads = ["torchscript"]
# writes = "coreml"
# artefact = "model.mlpackage"
# changes-types = true
# cases = true
# platforms = ["darwin-arm64", "linux-x64"]
#
# [tool.portability.options.precision]
# type = "string"
# default = "f32"
# values = ["f32", "f16"]
# description = "Arithmetic and weights of the model; Core ML Tools' own default is f16"
#
# [tool.portability.options.target]
# type = "string"
# default = "iOS17"
# values = ["iOS15", "iOS16", "iOS17", "iOS18"]
# description = "Oldest system that the model is to run on, and the macOS of the same year"
# ///
"""TorchScript to an ML program of Core ML.

The model has the sizes of the first golden case, except for those that are known to be open. Inputs of 64-bit integers
become inputs of 32-bit ones.
"""

import os
import re
import tempfile

import coremltools as ct
import numpy as np
import torch
from coremltools.proto import FeatureTypes_pb2 as feature_types

from portability.torch import named_outputs

PRECISIONS = {"f32": ct.precision.FLOAT32, "f16": ct.precision.FLOAT16}
# The element types of inputs, with those that an ML program has for them.
TAKEN = {"float16": np.float16, "float32": np.float32, "int32": np.int32, "int64": np.int32, "float64": np.float32}
# The upper limit of open sizes, which Core ML wants to know.
MOST = 1 << 15

ARRAYS = feature_types.ArrayFeatureType
ELEMENTS = {
    ARRAYS.FLOAT16: "float16",
    ARRAYS.FLOAT32: "float32",
    ARRAYS.DOUBLE: "float64",
    ARRAYS.INT32: "int32",
}

MISSING = [
    re.compile(r"PyTorch convert function for op '([^']+)' not implemented"),
    re.compile(r"Unknown builtin op: ([\w:]+)"),
]


class Unsupported(Exception):
    """Core ML has no counterpart for it."""


def version():
    """The installed release of Core ML Tools."""
    return ct.__version__


def unsupported(error):
    """A sentence for operators, types and values that Core ML or its tools lack."""
    if isinstance(error, Unsupported):
        return str(error)
    found = next((match for pattern in MISSING if (match := pattern.search(str(error)))), None)
    return f"Core ML Tools do not have the operator {found[1]}" if found else None


def convert(source, target, options):
    """Writes an .mlpackage; returns the names and element types that differ in it.

    Raises ValueError without golden cases, and Unsupported for types and values that Core ML does not have.
    """
    if not options["cases"]:
        raise ValueError("Core ML Tools need the sizes of a golden case, and this model has none")
    case = options["cases"][0]
    torch.set_num_threads(options["threads"])
    module = torch.jit.load(source, map_location="cpu").eval()
    names = [argument.name for argument in module.forward.schema.arguments[1:] if argument.name in case]
    for name in names:
        if case[name].dtype.name not in TAKEN:
            raise Unsupported(f"Core ML does not take {case[name].dtype.name}, the type of {name}")
        if case[name].ndim == 0:
            raise Unsupported(f"Core ML has no tensors without axes, and {name} is one")
    arguments = tuple(torch.from_numpy(case[name].copy()) for name in names)
    with torch.inference_mode():
        result = module(**dict(zip(names, arguments, strict=True)))
    given = dict(named_outputs(result))
    for name, value in given.items():
        if not isinstance(value, torch.Tensor):
            raise Unsupported(f"Core ML returns only tensors, and {name} is a {type(value).__name__}")
    settings = {
        "convert_to": "mlprogram",
        "inputs": [tensor_type(name, case[name], options["signature"]) for name in names],
        "outputs": [output_type(name, value) for name, value in given.items()],
        "compute_precision": PRECISIONS[options["precision"]],
        "minimum_deployment_target": getattr(ct.target, options["target"]),
        "compute_units": ct.ComputeUnit.CPU_ONLY,
        "skip_model_load": True,
    }
    try:
        model = ct.convert(module if is_flat(result) else plainer(module, names, arguments), **settings)
    except (TypeError, ValueError, RuntimeError, NotImplementedError):
        # Core ML Tools read some scripted modules only as one graph, and some traced ones only as they are.
        model = ct.convert(plainer(module, names, arguments), **settings)
    # Saved in a folder of its own, because Core ML Tools compile and copy beside what they save.
    with tempfile.TemporaryDirectory(dir=os.path.dirname(target)) as folder:
        draft = os.path.join(folder, os.path.basename(target))
        model.save(draft)
        os.rename(draft, target)
    description = model.get_spec().description
    return changes(
        [(name, case[name].dtype.name) for name in names] + [(name, dtype_of(value)) for name, value in given.items()],
        [*description.input, *description.output],
    )


def is_flat(result):
    """Whether a module returns a tensor, or a tuple of tensors."""
    return isinstance(result, torch.Tensor) or (isinstance(result, tuple) and all(map(torch.is_tensor, result)))


def plainer(module, names, arguments):
    """The same module, traced and frozen, so that it returns one tuple and is one graph with constants."""
    with torch.inference_mode():
        return torch.jit.freeze(torch.jit.trace(Leaves(module, names), arguments, check_trace=False).eval())


class Leaves(torch.nn.Module):
    """A module that returns all the tensors of another one as one tuple."""

    def __init__(self, module, names):
        super().__init__()
        self.module = module
        self.names = names

    def forward(self, *arguments):
        """The tensors that the module returns for arguments in the order of `names`."""
        given = self.module(**dict(zip(self.names, arguments, strict=True)))
        return tuple(value for _, value in named_outputs(given))


def tensor_type(name, array, signature):
    """Core ML's type of an input: the sizes of the golden case, a range where the signature leaves one open."""
    known = next((one["type"] for one in (signature or {}).get("inputs", []) if one["name"] == name), None)
    sizes = list(array.shape)
    if known and known["kind"] == "tensor" and known["shape"] is not None:
        pairs = zip(sizes, known["shape"], strict=True)
        sizes = [size if isinstance(wanted, int) else ct.RangeDim(1, MOST, default=size) for size, wanted in pairs]
    return ct.TensorType(name=name, shape=sizes, dtype=TAKEN[array.dtype.name])


def output_type(name, tensor):
    """Core ML's type of an output, kept at float32."""
    # By default, a program in half precision has its outputs in half precision too.
    return ct.TensorType(name=name, dtype=np.float32) if tensor.dtype == torch.float32 else ct.TensorType(name=name)


def dtype_of(tensor):
    """numpy's name for the dtype of a tensor."""
    return str(tensor.dtype).removeprefix("torch.")


def changes(ports, features):
    """What inputs and outputs are called in the model, and which element types differ there.

    Raises RuntimeError when some are missing, and Unsupported for an output that is not an array.
    """
    if len(ports) != len(features):
        raise RuntimeError(f"Core ML Tools wrote {len(features)} inputs and outputs, and the model has {len(ports)}")
    names = {name: feature.name for (name, _), feature in zip(ports, features, strict=True) if name != feature.name}
    dtypes = {}
    for (name, dtype), feature in zip(ports, features, strict=True):
        element = ELEMENTS.get(feature.type.multiArrayType.dataType)
        if element is None:
            raise Unsupported(f"Core ML returns {name} as something other than an array")
        if element != dtype:
            dtypes[name] = (dtype, element)
    return {"names": names, "dtypes": dtypes}
