# /// script
# requires-python = ">=3.10"
# dependencies = [
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "openvino==2026.4.1",
#   "packaging==26.3",
#   "numpy==2.2.6; python_version < '3.11'",
#   "numpy==2.4.6; python_version >= '3.11'",
#   "ml_dtypes==0.6.0",
# ]
#
# [tool.portability]
# kind = "converter"
# id = "openvino-ir-from-pytorch"
# title = "OpenVINO's conversion of PyTorch models"
# package = "openvino"
# reads = ["exported-program", "torchscript"]
# writes = "openvino-ir"
# artefact = "model.xml"
# cases = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.compress-to-fp16]
# type = "boolean"
# default = false
# description = "Keep the weights in half precision, as OpenVINO does unless it is told otherwise"
#
# [tool.portability.options.layers]
# type = "boolean"
# default = false
# description = "Return what every operator makes, to find the one at which a difference begins"
# ///
"""Exported programs and TorchScript to OpenVINO's intermediate representation, without ONNX in between.

OpenVINO opens every size of such a model, and gives inputs and outputs names of its own: here they get the sizes and
names that they have in the source.
"""

from importlib import metadata

import openvino
import torch

from portability.openvino_errors import lacking
from portability.torch import ExportedProgram, named_outputs, torch_tensor
from portability.torch_layers import script_of_operators


def version():
    """The installed release of OpenVINO."""
    return metadata.version("openvino")


def convert(source, target, options):
    """Writes an .xml file and a .bin file; returns the names that differ in them.

    Raises NotImplementedError when OpenVINO sees another number of inputs or outputs.
    """
    torch.set_num_threads(options["threads"])
    read = from_program if options["format"] == "exported-program" else from_script
    with torch.no_grad():
        model, shapes, outputs = read(source, options)
    named(model.inputs, list(shapes), "inputs")
    named(model.outputs, outputs, "outputs")
    model.reshape(dict(zip(model.inputs, shapes.values(), strict=True)))
    openvino.save_model(model, target, compress_to_fp16=options["compress-to-fp16"])
    # A port has all the names that the optimiser merged into it: the one it answers to may be another.
    written = openvino.Core().read_model(target)
    ports = [*zip(shapes, written.inputs, strict=True), *zip(outputs, written.outputs, strict=True)]
    return {"names": {name: port.any_name for name, port in ports if name != port.any_name}}


def from_program(source, options):
    """OpenVINO's model of an exported program, the shapes of its inputs by name (-1: open), and its outputs' names."""
    program = ExportedProgram(source, options["layers"])
    shapes = {
        name: [size if isinstance(size, int) else -1 for size in getattr(value, "shape", [])]
        for name, value in program.inputs.items()
    }
    return openvino.convert_model(program.program), shapes, list(program.outputs)


def from_script(source, options):
    """The same of TorchScript, which has to run to show its outputs."""
    module = torch.jit.load(source, map_location="cpu").eval()
    if options["layers"]:
        module = script_of_operators(module)
    case = {name: torch_tensor(value) for name, value in options["cases"][0].items()}
    inputs = [argument.name for argument in module.forward.schema.arguments[1:] if argument.name in case]
    known = {port["name"]: port["type"].get("shape") for port in options["signature"]["inputs"]}
    shapes = {
        name: [size if isinstance(size, int) else -1 for size in known.get(name) or [None] * case[name].ndim]
        for name in inputs
    }
    given = [(openvino.PartialShape(shapes[name]), options["cases"][0][name].dtype.type) for name in inputs]
    model = openvino.convert_model(module, input=given)
    # Comes last, because a run may change the module's state.
    with torch.inference_mode():
        outputs = [name for name, _ in named_outputs(module(**case))]
    return model, shapes, outputs


def named(ports, names, what):
    """Names the ports in their order, in place. Raises NotImplementedError when there are not as many."""
    if len(ports) != len(names):
        raise NotImplementedError(
            f"OpenVINO sees {len(ports)} {what} where the model has {len(names)}: {', '.join(names)}"
        )
    for port, name in zip(ports, names, strict=True):
        port.get_tensor().set_names({name})


def unsupported(error):
    """A sentence for operators that OpenVINO lacks or cannot convert."""
    message = str(error)
    lack = lacking(message)
    if lack is not None:
        return f"OpenVINO {lack}"
    return message if isinstance(error, NotImplementedError) else None
