"""PyTorch's forms, for adapters around it: `from portability.torch import ExportedProgram`.

Names. An input is called as the argument of forward; inside a list or dictionary, its place or key is added, as in
`xs_0`. An output is called `output`, or by its place: `output_0`, `output_1`, and `output_1_0` for the first item of a
tuple that is the second output; a dictionary gives its keys. src/formats/pytorch/leaf-names.ts does the same.
"""

import contextlib
import logging
import os
import pickle
import tempfile

# Otherwise PyTorch makes a cache folder for machine code, which is never compiled here.
os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", tempfile.gettempdir())

import numpy
import torch
from torch.export.pt2_archive import _package as pt2_archive
from torch.utils import _pytree

from portability.code import code_of, numpy_weights
from portability.torch_layers import show_operators

# PyTorch and ml_dtypes have them under the same names.
NARROW_FLOATS = ("bfloat16", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz")


def torch_tensor(array):
    """A tensor with a copy of the array's elements; of the narrow floats of ml_dtypes too."""
    # Their bits cross as integers of the same size.
    bits = {2: "int16", 1: "int8"}[array.dtype.itemsize] if array.dtype.name in NARROW_FLOATS else None
    tensor = torch.from_numpy(numpy.array(array if bits is None else array.view(bits), order="C"))
    return tensor if bits is None else tensor.view(getattr(torch, array.dtype.name))


def named_outputs(value, name="output"):
    """(name, value) for every leaf of what a model computes, named as described above; None is left out."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from named_outputs(item, str(key))
    elif isinstance(value, (tuple, list)):
        for place, item in enumerate(value):
            yield from named_outputs(item, f"{name}_{place}")
    elif value is not None:
        yield name, value


class ExportedProgram:
    """A program of torch.export, called with inputs by name.

    `inputs` and `outputs` hold, by name, the fake tensor or symbolic number that stands for each. With `layers`, what
    every operator makes are the outputs.
    """

    def __init__(self, path, layers=False):
        self.program = load_program(path)
        if layers:
            show_operators(self.program)
        self.module = self.program.module()
        self._unflatten = _pytree.tree_unflatten
        self._spec = self.program.call_spec.in_spec
        values = [node.meta.get("val") for node in self.program.graph.nodes if node.op == "placeholder"]
        specs = list(zip(self.program.graph_signature.input_specs, values, strict=True))
        user = [(spec, value) for spec, value in specs if spec.kind.name == "USER_INPUT"]
        names = self._leaf_names([spec.arg.name for spec, _ in user])
        # Numbers and None that the program was exported with are part of it.
        self._constants = [getattr(spec.arg, "value", None) for spec, _ in user]
        fixed = [type(spec.arg).__name__ == "ConstantArgument" for spec, _ in user]
        self._names = [None if known else name for name, known in zip(names, fixed, strict=True)]
        # By name, the fake tensor or symbolic number that stands for it.
        self.inputs = {name: value for name, (_, value) in zip(self._names, user, strict=True) if name is not None}
        self.outputs = self._output_values()

    def _leaf_names(self, placeholders):
        args, kwargs = self._unflatten(list(range(len(placeholders))), self._spec)
        called = self.program.module_call_graph[0].signature.forward_arg_names or placeholders
        names = {
            place: name
            for argument, value in [*zip(called, args, strict=False), *kwargs.items()]
            for name, place in leaves(argument, value)
        }
        return [names[place] for place in range(len(placeholders))]

    def _output_values(self):
        """By name: what stands for each output, constants left out."""
        (output,) = (node for node in self.program.graph.nodes if node.op == "output")
        specs = self.program.graph_signature.output_specs
        user = [node for spec, node in zip(specs, output.args[0], strict=True) if spec.kind.name == "USER_OUTPUT"]
        structure = self._unflatten(list(range(len(user))), self.program.call_spec.out_spec)
        return {
            name: user[place].meta["val"] for name, place in named_outputs(structure) if hasattr(user[place], "meta")
        }

    def arguments(self, inputs):
        """The positional and the named arguments of the module, from inputs by name."""
        flat = zip(self._names, self._constants, strict=True)
        return self._unflatten([value if name is None else inputs[name] for name, value in flat], self._spec)

    def __call__(self, inputs):
        """What the module computes from inputs by name, nested as it was written."""
        args, kwargs = self.arguments(inputs)
        return self.module(*args, **kwargs)


def load_program(path):
    """The program in a file. Raises why it cannot be read, which torch.export.load writes to its log alone."""
    errors = []
    handler = logging.Handler()
    handler.emit = lambda record: errors.append(record.exc_info and record.exc_info[1])
    log = logging.getLogger("torch.export")
    log.addHandler(handler)
    try:
        # Given the path, it would warn of every ending but .pt2.
        with open(path, "rb") as file, tensors_alone():
            return torch.export.load(file)
    except RuntimeError as error:
        raise next(filter(None, errors), error) from None
    finally:
        log.removeHandler(handler)


@contextlib.contextmanager
def tensors_alone():
    """While it lasts, PyTorch unpickles tensors and nothing else, also where it would fall back on running any code."""
    load, pickled = torch.load, pt2_archive.pickle

    def load_tensors(*given, **options):
        return load(*given, **{**options, "weights_only": True})

    torch.load, pt2_archive.pickle = load_tensors, OnlyTensors()
    try:
        yield
    finally:
        torch.load, pt2_archive.pickle = load, pickled


class OnlyTensors:
    """In place of the module `pickle`."""

    UnpicklingError = pickle.UnpicklingError

    def loads(self, *_given, **_options):
        """Raises UnpicklingError: the object is none that PyTorch's own loader takes."""
        raise pickle.UnpicklingError("the program holds an object that only running its pickle would make")


def leaves(name, value):
    """(name, number) for every number in an argument. Raises NotImplementedError for any other leaf."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(f"{name}_{key}", item)
    elif isinstance(value, (tuple, list)):
        for place, item in enumerate(value):
            yield from leaves(f"{name}_{place}", item)
    elif isinstance(value, int):
        yield name, value
    else:
        raise NotImplementedError(f"inputs of type {type(value).__name__} cannot be passed")


def torch_module(path):
    """The torch.nn.Module of a `pytorch-module`, with its weights, in evaluation mode.

    Raises TypeError when the code makes something else, and RuntimeError when the weights do not fit.
    """
    code = code_of(path)
    module = code.target(**code.arguments)
    if not isinstance(module, torch.nn.Module):
        raise TypeError(f"{code.target.__name__} returns a {type(module).__name__}, not a torch.nn.Module")
    if code.weights is not None:
        module.load_state_dict(torch_weights(code.weights))
    return module.eval()


def torch_weights(path):
    """The state of a module from a .safetensors or .npz file, or a checkpoint, which may hold tensors alone."""
    if path.endswith(".npz"):
        return {name: torch.from_numpy(array) for name, array in numpy_weights(path).items()}
    if path.endswith(".safetensors"):
        from safetensors.torch import load_file

        return load_file(path)
    # Never code: a pickle that holds more than tensors is refused.
    state = torch.load(path, map_location="cpu", weights_only=True)
    return state.get("state_dict", state) if isinstance(state, dict) else state
