# /// script
# requires-python = ">=3.10"
# dependencies = [
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "onnx2torch==1.5.15",
#   "onnx==1.23.2",
#   "numpy==2.2.6; python_version < '3.11'",
#   "numpy==2.4.6; python_version >= '3.11'",
#   "ml_dtypes==0.6.0",
# ]
#
# [tool.portability]
# kind = "converter"
# id = "torchscript-from-onnx"
# title = "onnx2torch"
# package = "onnx2torch"
# overrides = ["torchvision; sys_platform == 'never'"]
# reads = ["onnx"]
# writes = "torchscript"
# artefact = "model.pt"
# cost = 3
# cases = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
# ///
"""ONNX to TorchScript: a module of PyTorch by onnx2torch, traced on the first golden case.

onnx2torch knows the operators of opset 17 and older ones: models of a later opset are brought back to it where ONNX's
own converter can.

It asks for torchvision for two operators, and the one that it gets is made for CUDA and breaks the PyTorch for the
processor alone. So torchvision is left out, and these two operators with it.
"""

import keyword
import re
import sys
import types
from importlib import metadata

import onnx
import torch

from portability.torch import torch_tensor


def without_torchvision():
    """Puts modules in torchvision's place whose operators raise NotImplementedError when they are used."""

    def missing(name):
        def fail(*_, **__):
            raise NotImplementedError(f"Converter is not implemented ({name} needs torchvision)")

        return fail

    vision, operators = types.ModuleType("torchvision"), types.ModuleType("torchvision.ops")
    vision.ops = operators
    operators.roi_align, operators.nms, operators.batched_nms = (
        missing("RoiAlign"),
        missing("NonMaxSuppression"),
        missing("NonMaxSuppression"),
    )
    sys.modules |= {"torchvision": vision, "torchvision.ops": operators}


without_torchvision()
import onnx2torch  # noqa: E402

NEWEST_OPSET = 17
# What PyTorch says of a weight whose element type numpy knows from ml_dtypes alone.
UNKNOWN_TYPE = re.compile(r"can't convert np\.ndarray of type ml_dtypes\.(\w+)")
LACKING = re.compile(
    r"Converter is not implemented \(OperationDescription\(domain='([^']*)', operation_type='(\w+)', version=(\d+)\)\)"
)


def version():
    """The installed release of onnx2torch."""
    return metadata.version("onnx2torch")


def convert(source, target, options):
    """Writes a .pt file; returns the names that differ in it.

    Raises NotImplementedError for operators that onnx2torch lacks.
    """
    torch.set_num_threads(options["threads"])
    model = older(onnx.load(source))
    constants_to_initializers(model.graph)
    initializers = {tensor.name for tensor in model.graph.initializer}
    inputs = [port.name for port in model.graph.input if port.name not in initializers]
    outputs = [port.name for port in model.graph.output]
    plain = all(name.isidentifier() and not keyword.iskeyword(name) for name in inputs)
    module = onnx2torch.convert(model, save_input_names=plain).eval()
    case = options["cases"][0]
    arguments = tuple(torch_tensor(case[name]) for name in inputs)
    with torch.no_grad():
        if any(isinstance(value, tuple) for value in listed(module(*arguments), outputs)):
            module = Separate(module, model.graph)
        traced = torch.jit.trace(module, arguments, strict=False)
    traced.save(target)
    arguments = [argument.name for argument in traced.forward.schema.arguments[1:]]
    results = ["output"] if len(outputs) == 1 else [f"output_{place}" for place in range(len(outputs))]
    names = [*zip(inputs, arguments, strict=True), *zip(outputs, results, strict=True)]
    return {"names": {before: after for before, after in names if before != after}}


class Separate(torch.nn.Module):
    """Returns one value for each output: onnx2torch returns those that one node makes together."""

    def __init__(self, module, graph):
        super().__init__()
        self.module = module
        made = {name: (at, place) for at, node in enumerate(graph.node) for place, name in enumerate(node.output)}
        places = [made[port.name] for port in graph.output]
        nodes = list(dict.fromkeys(at for at, _ in places))
        self.places = [(nodes.index(at), place) for at, place in places]

    def forward(self, *inputs):
        """The values of the outputs, in their order."""
        values = listed(self.module(*inputs), {at for at, _ in self.places})
        own = [values[at][place] if isinstance(values[at], tuple) else values[at] for at, place in self.places]
        return own[0] if len(own) == 1 else tuple(own)


def listed(made, outputs):
    """What a module returns, as a list."""
    return [made] if len(outputs) == 1 else made


def older(model):
    """The model at the newest opset that onnx2torch knows, or as it is when ONNX cannot convert it."""
    opset = next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), 0)
    if opset <= NEWEST_OPSET:
        return model
    try:
        return onnx.version_converter.convert_version(model, NEWEST_OPSET)
    except RuntimeError:
        # Perhaps none of its operators has changed since.
        return model


def constants_to_initializers(graph):
    """Makes weights of constant nodes, in place: onnx2torch takes them from initialisers only."""
    constants = [node for node in graph.node if node.op_type == "Constant" and node.attribute[0].name == "value"]
    for node in constants:
        tensor = node.attribute[0].t
        tensor.name = node.output[0]
        graph.initializer.append(tensor)
        graph.node.remove(node)


def unsupported(error):
    """A sentence for operators that onnx2torch lacks."""
    if lacking := LACKING.search(str(error)):
        domain, operator, since = lacking.groups()
        return f"onnx2torch does not have the operator {f'{domain}.' if domain else ''}{operator} of opset {since}"
    if unknown := UNKNOWN_TYPE.search(str(error)):
        return f"onnx2torch does not read weights of the type {unknown[1]}"
    return str(error) if isinstance(error, NotImplementedError) else None
