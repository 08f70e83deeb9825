# /// script
# requires-python = ">=3.10"
# dependencies = [
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "numpy==2.2.6; python_version < '3.11'",
#   "numpy==2.4.6; python_version >= '3.11'",
#   "ml_dtypes==0.6.0",
#   "onnx==1.23.2",
#   "onnxscript==0.7.2",
# ]
#
# [tool.portability]
# kind = "converter"
# id = "onnx-from-pytorch"
# title = "PyTorch's ONNX exporter"
# package = "torch"
# reads = ["exported-program", "torchscript"]
# writes = "onnx"
# artefact = "model.onnx"
# cases = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.opset]
# type = "integer"
# default = 18
# description = "Version of ONNX's operators; from 18 on for exported programs, up to 23 for TorchScript"
# ///
"""Exported programs and TorchScript to ONNX, each by the exporter that PyTorch has for it.

The exporter of TorchScript runs the model once on the first golden case. It knows neither dictionaries nor names: a
function around the model provides both.
"""

import os
import re

import onnx
import torch

from portability.torch import ExportedProgram, named_outputs, torch_tensor

MISSING = [
    r"Exporting the operator '([\w:.]+)' to ONNX opset version \d+ is not supported",
    r"No ONNX function found for <OpOverload\(op='([\w.]+)'",
    r"No decompositions registered for the real-valued function of ([\w.]+)",
    r"ONNX has no operator (\S+)",
]
# An operator of a type that its version does not take, as a convolution of bfloat16 before operator set 22.
WRONG_TYPE = re.compile(r"op_type:(\w+), node name: .*?\): \w+ typestr: \w+, has unsupported type: tensor\((\w+)\)")
# The limit of a protobuf file in bytes, with room for the graph itself.
LARGEST_FILE = 1 << 30


class WrongType(Exception):
    """The exporter writes what ONNX does not have, or something else in its place."""


def version():
    """The installed release of PyTorch."""
    return torch.__version__


def convert(source, target, options):
    """Writes an .onnx file, with the weights beside it when they are large.

    Raises NotImplementedError for operators and inputs that cannot be exported, and RuntimeError for a wrong result.
    """
    torch.set_num_threads(options["threads"])
    export = from_program if options["format"] == "exported-program" else from_script
    with torch.no_grad():
        inputs, outputs = export(source, target, options)
    check(target, inputs, outputs, options["opset"])


def from_program(source, target, options):
    """Exports an exported program; returns the names of its inputs and outputs."""
    program = ExportedProgram(source)
    for name, value in (program.inputs | program.outputs).items():
        if isinstance(value, torch.Tensor) and value.is_complex():
            raise WrongType(f"PyTorch's exporter writes the complex numbers of {name} as pairs of real ones")
    inputs, outputs = list(program.inputs), list(program.outputs)
    weights = [*program.program.state_dict.values(), *program.program.constants.values()]
    size = sum(weight.nbytes for weight in weights if isinstance(weight, torch.Tensor))
    torch.onnx.export(
        program.program,
        (),
        target,
        dynamo=True,
        external_data=size > LARGEST_FILE,
        input_names=inputs,
        output_names=outputs,
        opset_version=options["opset"],
        verbose=False,
    )
    return inputs, outputs


def from_script(source, target, options):
    """Exports TorchScript; returns the names of its inputs and outputs."""
    module = torch.jit.load(source, map_location="cpu").eval()
    types = {argument.name: str(argument.type) for argument in module.forward.schema.arguments[1:]}
    case = {name: torch_tensor(value) for name, value in options["cases"][0].items()}
    numbers = [name for name in case if types[name] not in ("Tensor", "Optional[Tensor]")]
    if numbers:
        raise NotImplementedError(
            f"PyTorch's exporter of TorchScript does not take plain numbers, and {numbers[0]} is {types[numbers[0]]}"
        )
    inputs = [name for name in types if name in case]
    with torch.inference_mode():
        # On a copy, because a run may change the module's state.
        places = dict(places_of("output", torch.jit.load(source, map_location="cpu").eval()(**case)))
    flat = flattened(module, inputs, places.values())
    outputs = list(places)
    torch.onnx.export(
        flat,
        tuple(case[name] for name in inputs),
        target,
        dynamo=False,
        input_names=inputs,
        output_names=outputs,
        dynamic_axes=open_sizes(options["signature"], inputs),
        opset_version=options["opset"],
    )
    return inputs, outputs


def places_of(name, value, place=""):
    """(name, place) for every output, the place being the code that leads to it, as in `["scores"]` or `[1][0]`."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, (tuple, list)) else None
    if items is None:
        yield from ((own, place) for own, _ in named_outputs(value, name))
        return
    for key, item in items:
        inner = str(key) if isinstance(value, dict) else f"{name}_{key}"
        yield from places_of(inner, item, f"{place}[{key!r}]")


def flattened(module, inputs, places):
    """The module with its outputs one after another, as one tuple."""
    around = torch.nn.Module()
    around.model = module
    scripted = torch.jit.script(around)
    given = ", ".join(f"{name}={name}" for name in inputs)
    results = ", ".join(f"out{place}" for place in places)
    scripted.define(f"def forward(self, {', '.join(inputs)}):\n  out = self.model({given})\n  return ({results},)\n")
    return scripted.eval()


def open_sizes(signature, inputs):
    """By input, the axes whose sizes may change, with a name for each."""
    shapes = {port["name"]: port["type"].get("shape") or [] for port in signature["inputs"]}
    return {
        name: {
            axis: size or f"{name}_{axis}"
            for axis, size in enumerate(shapes.get(name, []))
            if not isinstance(size, int)
        }
        for name in inputs
    }


def check(target, inputs, outputs, opset):
    """Raises RuntimeError or NotImplementedError unless the file is as asked for: exporters fail without saying so."""
    if not os.path.exists(target):
        raise RuntimeError("the exporter wrote no file")
    try:
        onnx.checker.check_model(target, full_check=True)
    except onnx.shape_inference.InferenceError as error:
        if found := WRONG_TYPE.search(str(error)):
            raise WrongType(
                f"PyTorch's exporter writes {found[1]} of {found[2]}, which ONNX's operator set {opset} does not have"
            ) from None
        raise
    model = onnx.load(target, load_external_data=False)
    opsets = {entry.domain: entry.version for entry in model.opset_import}
    if opsets.get("") != opset:
        raise RuntimeError(f"the exporter wrote opset {opsets.get('')} instead of {opset}: ask for that one")
    functions = {(function.domain, function.name) for function in model.functions}
    for node in [*model.graph.node, *(node for function in model.functions for node in function.node)]:
        if (node.domain, node.op_type) not in functions and not onnx.defs.has(node.op_type, opset, node.domain):
            raise NotImplementedError(f"ONNX has no operator {f'{node.domain}.' if node.domain else ''}{node.op_type}")
    for kind, wanted, ports in (("inputs", inputs, model.graph.input), ("outputs", outputs, model.graph.output)):
        written = [port.name for port in ports]
        if written != wanted:
            raise RuntimeError(f"the exporter wrote the {kind} {', '.join(written)} instead of {', '.join(wanted)}")


def unsupported(error):
    """A sentence for operators that the exporter lacks, searched in the error and its causes."""
    if isinstance(error, WrongType):
        return str(error)
    causes = []
    while error is not None:
        causes.append(str(error))
        error = error.__cause__ or error.__context__
    for pattern in MISSING:
        if found := re.search(pattern, "\n".join(causes)):
            return f"PyTorch's exporter does not have the operator {found[1]}"
    return None
