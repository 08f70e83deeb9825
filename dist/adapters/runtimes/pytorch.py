# /// script
# requires-python = ">=3.10"
# dependencies = [
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "numpy==2.2.6; python_version < '3.11'",
#   "numpy==2.4.6; python_version >= '3.11'",
#   "ml_dtypes==0.6.0",
#   "safetensors==0.8.0",
# ]
#
# [tool.portability]
# kind = "runtime"
# id = "pytorch"
# title = "PyTorch"
# package = "torch"
# reads = ["pytorch-module", "exported-program", "torchscript"]
# home-of = ["pytorch-module", "exported-program", "torchscript"]
# threads = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
# dtypes = [
#   "float32", "float64", "float16", "bfloat16",
#   "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz", "complex64", "complex128",
#   "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool",
# ]
#
# [tool.portability.options.layers]
# type = "boolean"
# default = false
# description = "Return what every operator makes, to find the one at which a difference begins"
# ///
"""PyTorch on the processor, for modules (code with weights), exported programs and TorchScript.

Modules and TorchScript name their inputs but give neither types nor shapes; exported programs have both. None has names
for its outputs. These are called `output`, or by their place: `output_0`, `output_1`, and `output_1_0` for the first
item of a tuple that is the second output; a dictionary gives its keys.
"""

import copy
import inspect
import re

import numpy as np
import torch

from portability.torch import NARROW_FLOATS, ExportedProgram, named_outputs, torch_module, torch_tensor
from portability.torch_layers import script_of_operators

# Plain numbers that a model may take beside tensors.
NUMBERS = {"int": "int64", "float": "float64", "bool": "bool"}

MISSING = [
    (r"Unknown builtin op: ([\w:.]+?)\.?$", "does not have the operator {}"),
    (r"Could not run '([\w:.]+)' with arguments from the '(\w+)' backend", "has no kernel for the operator {} on {}"),
    (r"\"(\w+)\" not implemented for '(\w+)'", "has no kernel {} for the element type {}"),
    (r"failed to resolve torch\.ops\.([\w.]+?)(?:\.default)? to an operator", "does not have the operator {}"),
]


def version():
    """The installed release of PyTorch."""
    return torch.__version__


def load(path, options):
    """A session for a model of the format `options["format"]`. Raises what the user's file raises."""
    torch.set_num_threads(options["threads"])
    return Session(FORMATS[options["format"]](path, options["layers"]))


def unsupported(error):
    """A sentence for operators and kernels that PyTorch lacks."""
    message = str(error)
    for pattern, words in MISSING:
        if found := re.search(pattern, message, re.MULTILINE):
            return words.format(*found.groups())
    return message if isinstance(error, UnpassableType) else None


class UnpassableType(NotImplementedError):
    """An input of a type that is neither a tensor nor made of tensors."""


class Session:
    """A model of any of the formats: `inputs`, `outputs`, `numbers` and `run` are what they share."""

    def __init__(self, model):
        self._model = model

    def signature(self):
        """Inputs and outputs as far as the format tells; the outputs may be missing."""
        return {
            "inputs": [{"name": name, "type": type_} for name, type_ in self._model.inputs.items()],
            "outputs": [{"name": name, "type": type_} for name, type_ in self._model.outputs.items()],
        }

    def run(self, inputs):
        """Outputs by name for the inputs by name."""
        with torch.inference_mode():
            given = {name: to_torch(value, name in self._model.numbers) for name, value in inputs.items()}
            outputs = self._model.run(given)
            return {name: to_numpy(value) for name, value in named_outputs(outputs)}


class Script:
    """A TorchScript file; `numbers` are the inputs that are plain numbers."""

    def __init__(self, path, layers):
        self._path = path
        self.outputs = {}
        self._module = torch.jit.load(path, map_location="cpu").eval()
        if layers:
            self._module = script_of_operators(self._module)
        # The first one is the module itself.
        arguments = self._module.forward.schema.arguments[1:]
        self._arguments = [(one.name, one.type) for one in arguments]
        self.inputs = {
            name: argument_type(str(type_), one.has_default_value())
            for one in arguments
            for name, type_ in flat(one.name, one.type)
        }
        self.numbers = {name for given in self._arguments for name, type_ in flat(*given) if str(type_) in NUMBERS}
        # Every run starts with the state that the module was saved in.
        self._assigns = "prim::SetAttr" in str(self._module.inlined_graph)
        self._buffers = kept_buffers(self._module)

    def run(self, inputs):
        """What the module returns for tensors and numbers by name, in the state that it was saved in."""
        if self._assigns:
            self._module = torch.jit.load(self._path, map_location="cpu").eval()
        put_back(self._buffers)
        given = {name: gathered(name, type_, inputs) for name, type_ in self._arguments}
        return self._module(**{name: value for name, value in given.items() if value is not LEFT_OUT})


class Exported:
    """An exported program; `numbers` are the inputs that are plain numbers."""

    def __init__(self, path, layers):
        self._program = ExportedProgram(path, layers)
        self.inputs = {name: value_type(value) for name, value in self._program.inputs.items()}
        self.outputs = {name: value_type(value) for name, value in self._program.outputs.items()}
        self.numbers = {name for name, value in self._program.inputs.items() if not isinstance(value, torch.Tensor)}
        self._buffers = kept_buffers(self._program.module)

    def run(self, inputs):
        """What the program returns for tensors and numbers by name, in the state that it was saved in."""
        put_back(self._buffers)
        return self._program(inputs)


class Module:
    """A module of a user's code with its weights; `numbers` are the inputs that are annotated as such."""

    def __init__(self, path, layers):
        if layers:
            raise NotImplementedError("only an exported program or TorchScript shows what its operators make")
        self._path = path
        self.outputs = {}
        self._module = torch_module(path)
        self._parameters = {id(parameter): parameter for parameter in self._module.parameters()}
        arguments = [
            one
            for one in inspect.signature(self._module.forward).parameters.values()
            if one.kind not in (one.VAR_POSITIONAL, one.VAR_KEYWORD)
        ]
        types = {one.name: getattr(one.annotation, "__name__", str(one.annotation)) for one in arguments}
        self.inputs = {
            one.name: argument_type(
                types[one.name] if types[one.name] in NUMBERS else "Tensor", one.default is not one.empty
            )
            for one in arguments
        }
        self.numbers = {name for name, type_ in types.items() if type_ in NUMBERS}

    def run(self, inputs):
        """What the module returns for tensors and numbers by name, in the state that it was loaded in."""
        return self._fresh()(**inputs)

    def _fresh(self):
        """A run must not see what the one before it left in attributes and buffers; the weights are shared."""
        try:
            return copy.deepcopy(self._module, dict(self._parameters))
        except Exception:
            # Not everything that a module may hold can be copied.
            return torch_module(self._path)


FORMATS = {"torchscript": Script, "exported-program": Exported, "pytorch-module": Module}


def kept_buffers(module):
    """Every buffer of a module with a copy of its elements."""
    return [(buffer, buffer.clone()) for buffer in module.buffers()]


def put_back(buffers):
    """Restores the elements of buffers from their copies."""
    for buffer, before in buffers:
        buffer.copy_(before)


# In place of an argument that is not among the inputs.
LEFT_OUT = object()


def flat(name, type_):
    """An argument as (name, type); the items of a tuple one by one, with their places appended, as in programs."""
    if type_.kind() != "TupleType":
        yield name, type_
        return
    for place, item in enumerate(type_.elements()):
        yield from flat(f"{name}_{place}", item)


def gathered(name, type_, inputs):
    """The value of an argument, a tuple from the inputs that are its items."""
    if type_.kind() != "TupleType":
        return inputs.get(name, LEFT_OUT)
    return tuple(gathered(f"{name}_{place}", item, inputs) for place, item in enumerate(type_.elements()))


def argument_type(type_, may_be_left_out):
    """The type of an input, from its annotation and whether it has a default."""
    if type_ == "Optional[Tensor]" or may_be_left_out:
        return {"kind": "optional"}
    if type_ in NUMBERS:
        return {"kind": "tensor", "dtype": NUMBERS[type_], "shape": []}
    if type_ != "Tensor":
        raise UnpassableType(f"inputs of type {type_} cannot be passed")
    # The file does not say which tensors: leave the check to PyTorch.
    return {"kind": "any"}


def value_type(value):
    """The type of what stands for a value in a program; a symbolic number is an int64."""
    if not isinstance(value, torch.Tensor):
        return {"kind": "tensor", "dtype": "int64", "shape": []}
    shape = [size if isinstance(size, int) else None for size in value.shape]
    return {"kind": "tensor", "dtype": str(value.dtype).removeprefix("torch."), "shape": shape}


def to_torch(value, is_number):
    """The tensor or number for an input. Raises TypeError for sequences, maps and strings."""
    if value is None:
        return None
    if is_number:
        return value.item()
    if isinstance(value, (list, dict)) or value.dtype.kind in "OSU":
        raise TypeError("an input is a sequence, a map or text, and PyTorch computes with tensors of numbers")
    return torch_tensor(value)


def to_numpy(value):
    """The elements of a tensor as an array; a number as an array without axes."""
    if not isinstance(value, torch.Tensor):
        return np.asarray(value)
    # Contiguous, so that it can be looked at as bits.
    tensor = value.detach().to_dense().contiguous() if value.layout != torch.strided else value.detach().contiguous()
    dtype = str(tensor.dtype).removeprefix("torch.")
    if dtype not in NARROW_FLOATS:
        return tensor.numpy().copy()
    import ml_dtypes

    # numpy has no such types of its own: their bits cross as integers of the same size.
    bits = tensor.view({2: torch.int16, 1: torch.int8}[tensor.element_size()])
    return bits.numpy().view(np.dtype(getattr(ml_dtypes, dtype)))
