# /// script
# requires-python = ">=3.10"
# dependencies = [
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "numpy==2.2.6; python_version < '3.11'",
#   "numpy==2.4.6; python_version >= '3.11'",
#   "ml_dtypes==0.6.0",
# ]
#
# [tool.portability]
# kind = "runtime"
# id = "pytorch"
# title = "PyTorch (TorchScript)"
# package = "torch"
# reads = ["torchscript"]
# home-of = ["torchscript"]
# threads = true
# platforms = ["darwin-arm64", "linux-x64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16", "bfloat16",
#   "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "complex64", "complex128",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool",
# ]
# ///
"""
PyTorch on the processor, for TorchScript.

A file of TorchScript names its inputs but neither their types nor their shapes, and names no outputs. These are called
`output`, or by their place: `output_0`, `output_1`, and `output_1_0` for the first of a tuple that is the second output;
a dictionary gives its keys.
"""

import re

import numpy as np
import torch

# numpy has no such types of its own: their bits cross as integers of the same size.
NARROW = {
    "bfloat16": (torch.bfloat16, np.int16, torch.int16),
    "float8_e4m3fn": (torch.float8_e4m3fn, np.int8, torch.int8),
    "float8_e4m3fnuz": (torch.float8_e4m3fnuz, np.int8, torch.int8),
    "float8_e5m2": (torch.float8_e5m2, np.int8, torch.int8),
    "float8_e5m2fnuz": (torch.float8_e5m2fnuz, np.int8, torch.int8),
}
# Plain numbers that a model may take beside tensors.
NUMBERS = {"int": "int64", "float": "float64", "bool": "bool"}

MISSING = [
    (r"Unknown builtin op: ([\w:.]+?)\.?$", "does not have the operator {}"),
    (r"Could not run '([\w:.]+)' with arguments from the '(\w+)' backend", "has no kernel for the operator {} on {}"),
    (r"\"(\w+)\" not implemented for '(\w+)'", "has no kernel {} for the element type {}"),
]


def version():
    return torch.__version__


def load(path, options):
    torch.set_num_threads(options["threads"])
    module = torch.jit.load(path, map_location="cpu").eval()
    return Session(path, module)


def unsupported(error):
    message = str(error)
    for pattern, words in MISSING:
        if found := re.search(pattern, message, re.MULTILINE):
            return words.format(*found.groups())
    return None


class Session:
    def __init__(self, path, module):
        self._path = path
        self._module = module
        # The first one is the module itself.
        self._arguments = {argument.name: argument for argument in module.forward.schema.arguments[1:]}
        # A run must not see what the one before it left behind.
        self._assigns = "prim::SetAttr" in str(module.inlined_graph)
        self._buffers = [(buffer, buffer.clone()) for buffer in module.buffers()]

    def signature(self):
        inputs = [{"name": name, "type": value_type(argument)} for name, argument in self._arguments.items()]
        return {"inputs": inputs, "outputs": []}

    def run(self, inputs):
        if self._assigns:
            self._module = torch.jit.load(self._path, map_location="cpu").eval()
        with torch.inference_mode():
            given = {name: to_torch(value, str(self._arguments[name].type)) for name, value in inputs.items()}
            for buffer, before in self._buffers:
                buffer.copy_(before)
            return {name: to_numpy(value) for name, value in named("output", self._module(**given))}


def value_type(argument):
    type_ = str(argument.type)
    if type_ == "Optional[Tensor]" or argument.has_default_value():
        return {"kind": "optional"}
    if type_ in NUMBERS:
        return {"kind": "tensor", "dtype": NUMBERS[type_], "shape": []}
    if type_ != "Tensor":
        raise NotImplementedError(f"inputs of the type {type_} cannot be passed")
    # The file does not say which tensors: leave the check to PyTorch.
    return {"kind": "any"}


def to_torch(value, type_):
    if value is None:
        return None
    if type_ in NUMBERS:
        return value.item()
    if isinstance(value, (list, dict)) or value.dtype.kind in "OSU":
        raise TypeError(f"a {type(value).__name__} is no tensor of numbers")
    narrow = NARROW.get(value.dtype.name)
    array = np.array(value.view(narrow[1]) if narrow else value, order="C")
    tensor = torch.from_numpy(array)
    return tensor.view(narrow[0]) if narrow else tensor


def named(name, value):
    """Every tensor inside an output, with its name."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from named(str(key), item)
    elif isinstance(value, (tuple, list)):
        for place, item in enumerate(value):
            yield from named(f"{name}_{place}", item)
    else:
        yield name, value


def to_numpy(value):
    if not isinstance(value, torch.Tensor):
        return np.asarray(value)
    # Contiguous, so that it can be looked at as bits.
    tensor = value.detach().to_dense().contiguous() if value.layout != torch.strided else value.detach().contiguous()
    for name, (dtype, _, bits) in NARROW.items():
        if tensor.dtype == dtype:
            import ml_dtypes

            return tensor.view(bits).numpy().view(np.dtype(getattr(ml_dtypes, name)))
    return tensor.numpy().copy()
