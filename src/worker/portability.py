"""
What adapters may import from the gate: `from portability import code_of`.

A model of the formats `pytorch-module` and `jax-function` is a program with weights. What a worker is given is a
description of it (see src/discover/code-form.ts), and this reads it. What goes into PyTorch's models and comes out is
called alike by everything that reads them: the names are made here.
"""

import importlib.util
import json
import os
import sys

# Of PyTorch and ml_dtypes, under one name.
NARROW_FLOATS = ("bfloat16", "float8_e4m3fn", "float8_e4m3fnuz", "float8_e5m2", "float8_e5m2fnuz")


def named_outputs(value, name="output"):
    """
    The leaves of what a program gives, each with its name: `output`, or by its place `output_0`, `output_1`, and `output_1_0`
    for the first of a tuple that is the second output; a dictionary gives its keys.
    """
    if isinstance(value, dict):
        for key, item in value.items():
            yield from named_outputs(item, str(key))
    elif isinstance(value, (tuple, list)):
        for place, item in enumerate(value):
            yield from named_outputs(item, f"{name}_{place}")
    else:
        yield name, value


class Code:
    """A class or function from a file of the user, with its arguments and the file of its weights."""

    def __init__(self, target, arguments, weights):
        self.target = target
        self.arguments = arguments
        self.weights = weights


def code_of(path):
    """The code that the description at `path` names. Raises what the user's file raises, and LookupError for no such name."""
    with open(path, encoding="utf-8") as file:
        description = json.load(file)
    source, name = description["file"], description["name"]
    # Its imports are found as when the user runs it: from the repository's root, or beside it.
    for folder in (description["root"], os.path.dirname(source)):
        if folder not in sys.path:
            sys.path.append(folder)
    spec = importlib.util.spec_from_file_location("portability_model", source)
    module = importlib.util.module_from_spec(spec)
    sys.modules["portability_model"] = module
    spec.loader.exec_module(module)
    if not hasattr(module, name):
        have = sorted(word for word, value in vars(module).items() if callable(value) and not word.startswith("_"))
        raise LookupError(f"{os.path.basename(source)} has no {name}; it has {', '.join(have) or 'nothing to call'}")
    return Code(getattr(module, name), description["arguments"], description["weights"])


def torch_module(path):
    """The torch.nn.Module of a `pytorch-module`, with its weights, ready for inference."""
    import torch

    code = code_of(path)
    module = code.target(**code.arguments)
    if not isinstance(module, torch.nn.Module):
        raise TypeError(f"{code.target.__name__} gives a {type(module).__name__}, not a torch.nn.Module")
    if code.weights is not None:
        module.load_state_dict(torch_weights(code.weights))
    return module.eval()


def torch_weights(path):
    import torch

    if path.endswith(".safetensors"):
        from safetensors.torch import load_file

        return load_file(path)
    # Never code: a pickle that holds more than tensors is refused.
    state = torch.load(path, map_location="cpu", weights_only=True)
    return state.get("state_dict", state) if isinstance(state, dict) else state


def torch_tensor(array):
    """The numpy array as a tensor of its own; the floats that numpy lacks too."""
    import numpy
    import torch

    # Their bits cross as integers of the same size.
    bits = {2: "int16", 1: "int8"}[array.dtype.itemsize] if array.dtype.name in NARROW_FLOATS else None
    tensor = torch.from_numpy(numpy.array(array if bits is None else array.view(bits), order="C"))
    return tensor if bits is None else tensor.view(getattr(torch, array.dtype.name))


def named_values(name, value):
    """
    Every tensor inside an output of a PyTorch model, which has no names, with the one that it is given: `output`, or by
    its place, as in `output_0` and `output_1_0`; a dictionary gives its keys.
    """
    if isinstance(value, dict):
        for key, item in value.items():
            yield from named_values(str(key), item)
    elif isinstance(value, (tuple, list)):
        for place, item in enumerate(value):
            yield from named_values(f"{name}_{place}", item)
    elif value is not None:
        yield name, value


class ExportedProgram:
    """
    A program of torch.export, called by names. Its inputs are called as the arguments of forward; what is inside a list
    or dictionary has its place or key behind that name, as in `xs_0`.
    """

    def __init__(self, path):
        from torch.utils import _pytree

        self.program = load_program(path)
        self.module = self.program.module()
        self._unflatten = _pytree.tree_unflatten
        self._spec = self.program.call_spec.in_spec
        values = [node.meta.get("val") for node in self.program.graph.nodes if node.op == "placeholder"]
        specs = list(zip(self.program.graph_signature.input_specs, values, strict=True))
        user = [(spec, value) for spec, value in specs if spec.kind.name == "USER_INPUT"]
        names = self._leaf_names([spec.arg.name for spec, _ in user])
        # Numbers and None that were given when the program was exported are part of it.
        self._constants = [getattr(spec.arg, "value", None) for spec, _ in user]
        fixed = [type(spec.arg).__name__ == "ConstantArgument" for spec, _ in user]
        self._names = [None if known else name for name, known in zip(names, fixed, strict=True)]
        # By name: the tensor or number without content that stands for it.
        self.inputs = {name: value for name, (_, value) in zip(self._names, user, strict=True) if name is not None}
        self.outputs = self._output_values()

    def _leaf_names(self, placeholders):
        args, kwargs = self._unflatten(list(range(len(placeholders))), self._spec)
        called = self.program.module_call_graph[0].signature.forward_arg_names or placeholders
        names = dict(
            (place, name)
            for argument, value in [*zip(called, args), *kwargs.items()]
            for name, place in leaves(argument, value)
        )
        return [names[place] for place in range(len(placeholders))]

    def _output_values(self):
        """By name: what stands for each output, constants left out."""
        (output,) = (node for node in self.program.graph.nodes if node.op == "output")
        specs = self.program.graph_signature.output_specs
        user = [node for spec, node in zip(specs, output.args[0], strict=True) if spec.kind.name == "USER_OUTPUT"]
        structure = self._unflatten(list(range(len(user))), self.program.call_spec.out_spec)
        return {
            name: user[place].meta["val"]
            for name, place in named_values("output", structure)
            if hasattr(user[place], "meta")
        }

    def arguments(self, inputs):
        """Positional and named arguments for the module, of inputs by name."""
        flat = zip(self._names, self._constants, strict=True)
        return self._unflatten([value if name is None else inputs[name] for name, value in flat], self._spec)

    def __call__(self, inputs):
        args, kwargs = self.arguments(inputs)
        return self.module(*args, **kwargs)


def load_program(path):
    """torch.export.load tells its log alone why it cannot read a program: here it is raised."""
    import logging
    import tempfile

    # It would make a folder of its own for machine code that is never compiled here.
    os.environ.setdefault("TORCHINDUCTOR_CACHE_DIR", tempfile.gettempdir())
    import torch

    errors = []
    handler = logging.Handler()
    handler.emit = lambda record: errors.append(record.exc_info and record.exc_info[1])
    log = logging.getLogger("torch.export")
    log.addHandler(handler)
    try:
        # Given the path, it would warn of every ending but .pt2.
        with open(path, "rb") as file:
            return torch.export.load(file)
    except RuntimeError as error:
        raise next(filter(None, errors), error) from None
    finally:
        log.removeHandler(handler)


def leaves(name, value):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(f"{name}_{key}", item)
    elif isinstance(value, (tuple, list)):
        for place, item in enumerate(value):
            yield from leaves(f"{name}_{place}", item)
    elif isinstance(value, int):
        yield name, value
    else:
        raise NotImplementedError(f"inputs of the type {type(value).__name__} cannot be passed")


def jax_function(path):
    """
    The function of a `jax-function`. It takes its weights first, where there are any, then its inputs by name, and gives
    one array or a dict of them.
    """
    import functools

    code = code_of(path)
    function = functools.partial(code.target, **code.arguments) if code.arguments else code.target
    return function if code.weights is None else functools.partial(function, numpy_weights(code.weights))


def numpy_weights(path):
    if path.endswith(".safetensors"):
        from safetensors.numpy import load_file

        return load_file(path)
    import numpy

    with numpy.load(path, allow_pickle=False) as archive:
        return {name: archive[name] for name in archive.files}


def check_onnx(path, shapes=False):
    """
    Raises, with the operator named, for what is no valid ONNX although a tool has written it: several write an operator
    that nobody has, and report success.

    `shapes`: look also at whether the shapes fit together.
    """
    import onnx

    onnx.checker.check_model(path, full_check=shapes)
    model = onnx.load(path, load_external_data=False)
    own = {function.name for function in model.functions}
    foreign = sorted({
        f"{node.domain}.{node.op_type}"
        for nodes in (model.graph.node, *(function.node for function in model.functions))
        for node in onnx_nodes(nodes)
        if node.domain not in ONNX_DOMAINS and node.op_type not in own
    })
    if foreign:
        raise RuntimeError(f"what was written is no ONNX: it holds the operators {', '.join(foreign)}")


# ONNX's own operators, and those that ONNX Runtime adds.
ONNX_DOMAINS = ("", "ai.onnx", "ai.onnx.ml", "ai.onnx.preview", "com.microsoft", "com.microsoft.nchwc")


def onnx_nodes(nodes):
    """The nodes, and those inside of their branches and loops."""
    for node in nodes:
        yield node
        for attribute in node.attribute:
            for graph in (attribute.g, *attribute.graphs):
                yield from onnx_nodes(graph.node)


def sort_onnx(graph):
    """Puts each node behind those that it needs, also in its branches and loops: several tools add nodes at the end."""
    from graphlib import TopologicalSorter

    nodes = list(graph.node)
    maker = {name: index for index, node in enumerate(nodes) for name in node.output if name}
    needed = ({maker[name] for inner in onnx_nodes([node]) for name in inner.input if name in maker} for node in nodes)
    order = TopologicalSorter(dict(enumerate(needed))).static_order()
    copies = [type(nodes[index]).FromString(nodes[index].SerializeToString()) for index in order]
    del graph.node[:]
    graph.node.extend(copies)
