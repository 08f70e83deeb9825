# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "litert-torch==0.10.0",
#   "numpy==2.4.6",
#   "ml_dtypes==0.6.0",
# ]
#
# [tool.portability]
# kind = "converter"
# id = "tflite-from-pytorch"
# title = "LiteRT Torch"
# package = "litert-torch"
# reads = ["exported-program"]
# writes = "tflite"
# artefact = "model.tflite"
# changes-types = true
# cases = true
# platforms = ["darwin-arm64", "linux-x64"]
#
# [tool.portability.options.layers]
# type = "boolean"
# default = false
# description = "Return what every operator makes, to find the one at which a difference begins"
# ///
"""Exported programs to TensorFlow Lite by LiteRT Torch, once ai-edge-torch.

All sizes are those of the first golden case, even where the program leaves them open: the converter fails on open ones.
Axes stay as they are in PyTorch. Inputs of int64 become int32.
"""

import re
from importlib import metadata

import litert_torch
import numpy as np
import torch
from ai_edge_litert.interpreter import Interpreter

from portability.torch import ExportedProgram, named_outputs, torch_tensor

SIGNATURE = "serving_default"
NO_NUMBERS = "LiteRT Torch does not take plain numbers"
MISSING = [
    r"Lowering not found: ([\w.]+?)(?:\.default)?$",
    r"No decompositions registered for the real-valued function of ([\w.]+)",
    r"failed to legalize operation '([\w.]+)'",
    r"Encountered unresolved custom op: (\S+?)\.?$",
]


def version():
    """The installed release of LiteRT Torch."""
    return metadata.version("litert-torch")


class ByName(torch.nn.Module):
    """A module that takes inputs and returns outputs by name, which LiteRT Torch then writes into the signature."""

    def __init__(self, program):
        super().__init__()
        # LiteRT Torch traces the program again, and a tensor that was made in the code cannot be detached in place a
        # second time. With an empty table no operator is decomposed, but nothing happens in place any more.
        self.program = program.program.run_decompositions({}).module()
        self._arguments = program.arguments
        # Exported programs have no train() and eval(): they stay in the mode that they were exported in.
        self.training = False

    def forward(self, **inputs):
        """The program's outputs by name."""
        args, kwargs = self._arguments(inputs)
        return dict(named_outputs(self.program(*args, **kwargs)))


def convert(source, target, options):
    """Writes a .tflite file; returns the element types that differ in it.

    Raises NotImplementedError for plain numbers among the inputs.
    """
    torch.set_num_threads(options["threads"])
    program = ExportedProgram(source, options["layers"])
    for name, value in program.inputs.items():
        if not isinstance(value, torch.Tensor):
            raise NotImplementedError(f"{NO_NUMBERS}, and the input {name} is one")
    given = {name: torch_tensor(options["cases"][0][name]) for name in program.inputs}
    with torch.no_grad():
        litert_torch.convert(ByName(program), (), given).export(target)
    return {"dtypes": changed_types(program, target)}


def changed_types(program, target):
    """By name, the element types before and after, read back from the file: the converter does not say.

    Raises RuntimeError when an input or output is missing, or when no runtime has one of the operators.
    """
    interpreter = Interpreter(target)
    # Fails for operators that the file names and no runtime has.
    interpreter.allocate_tensors()
    runner = interpreter.get_signature_runner(SIGNATURE)
    written = {**runner.get_input_details(), **runner.get_output_details()}
    wanted = {**program.inputs, **program.outputs}
    missing = [name for name in wanted if name not in written]
    if missing:
        raise RuntimeError(f"LiteRT Torch left out {', '.join(missing)}; it wrote {', '.join(written)}")
    types = {name: str(getattr(value, "dtype", "int64")).removeprefix("torch.") for name, value in wanted.items()}
    return {
        name: (dtype, np.dtype(written[name]["dtype"]).name)
        for name, dtype in types.items()
        if np.dtype(written[name]["dtype"]).name != dtype
    }


def unsupported(error):
    """A sentence for operators and inputs that LiteRT Torch lacks, searched in the error and its causes."""
    causes = []
    while error is not None:
        causes.append(str(error))
        error = error.__cause__ or error.__context__
    for pattern in MISSING:
        if found := re.search(pattern, "\n".join(causes), re.MULTILINE):
            return f"LiteRT Torch does not have the operator {found[1]}"
    if found := re.search(r"Got unsupported ScalarType (\w+)", "\n".join(causes)):
        return f"LiteRT Torch does not convert weights of the element type {found[1].lower()}"
    return causes[0] if causes[0].startswith(NO_NUMBERS) else None
