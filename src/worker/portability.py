"""
What adapters may import from the gate: `from portability import code_of`.

A model of the formats `pytorch-module` and `jax-function` is a program with weights. What a worker is given is a
description of it (see src/discover/code-form.ts), and this reads it.
"""

import importlib.util
import json
import os
import sys
import tempfile


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


class called_with_ending:
    """For tools that go by the ending of a name: the path, or a link to it with that ending, while it is needed."""

    def __init__(self, path, ending):
        self._path = path
        self._ending = ending
        self._folder = None

    def __enter__(self):
        if self._path.endswith(self._ending):
            return self._path
        self._folder = tempfile.TemporaryDirectory()
        link = os.path.join(self._folder.name, f"model{self._ending}")
        os.symlink(os.path.abspath(self._path), link)
        return link

    def __exit__(self, *_):
        if self._folder is not None:
            self._folder.cleanup()
