# /// script
# requires-python = ">=3.11"
# dependencies = [
#   "executorch==1.5.1",
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "flatbuffers==25.12.19",
#   "numpy==2.4.6",
#   "ml_dtypes==0.6.0",
# ]
#
# [tool.portability]
# kind = "converter"
# id = "executorch-from-pytorch"
# title = "ExecuTorch's export"
# package = "executorch"
# reads = ["exported-program"]
# writes = "executorch"
# artefact = "model.pte"
# follows = "executorch"
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.backend]
# type = "string"
# default = "xnnpack"
# values = ["xnnpack", "portable"]
# description = "What computes: XNNPACK wherever it can, as on a telephone, or the portable kernels alone"
#
# [tool.portability.options.layers]
# type = "boolean"
# default = false
# description = "Return what every operator makes, to find the one at which a difference begins"
# ///
"""An exported program of PyTorch to ExecuTorch. Nothing is quantised: arithmetic is that of the program.

Sizes that the program leaves open stay open up to a limit, for which ExecuTorch reserves memory.
"""

import json
import re
from importlib import metadata

import torch
from executorch.backends.xnnpack.partition.xnnpack_partitioner import XnnpackPartitioner
from executorch.exir import to_edge_transform_and_lower

from portability.torch import ExportedProgram

NOT_CORE = re.compile(r"Operator (?:torch\._?ops\.)?([\w.:]+) is not in Core ATen opset")
FAILED_PASS = re.compile(r"An error occurred when running the '(\w+)' pass")
NO_VARIANT = re.compile(r"Missing out variants: \{?'?([^}\n]*?)'?\}?$", re.MULTILINE)

COMPLEX = re.compile(r"Operator: <EdgeOpOverload: ([\w.]+)>.*?torch\.complex\d+", re.DOTALL)

PARTITIONERS = {"xnnpack": lambda: [XnnpackPartitioner()], "portable": list}


def version():
    """The installed release of ExecuTorch."""
    return metadata.version("executorch")


def convert(source, target, options):
    """Writes a .pte file, and beside it the signature, which such a file does not keep.

    Raises NotImplementedError for inputs and outputs that are not tensors.
    """
    exported = ExportedProgram(source, options["layers"])
    signature = signature_of(exported)
    with torch.no_grad():
        lowered = lower(exported.program, options["backend"])
    with open(target, "wb") as file:
        lowered.to_executorch().write_to_file(file)
    # A program knows its inputs by place alone, and forgets which sizes were open.
    with open(f"{target}.json", "w", encoding="utf-8") as description:
        json.dump({"signature": signature}, description)


def lower(program, backend):
    """The program lowered for the backend. Raises RuntimeError with the reason why a pass of XNNPACK failed."""
    try:
        return to_edge_transform_and_lower(program, partitioner=PARTITIONERS[backend]())
    except Exception as error:
        if backend == "portable" or not (failed := FAILED_PASS.search(str(error))):
            raise
        # The message names the pass; what is wrong is in the cause.
        why = error.__cause__ or error.__context__ or error
        raise RuntimeError(
            f"XNNPACK's {failed[1]}: {why}. With the option `backend: portable`, XNNPACK is not used"
        ) from None


def signature_of(exported):
    """The signature of a program whose inputs and outputs are all tensors; NotImplementedError for any other."""
    for name, value in (exported.inputs | exported.outputs).items():
        if not isinstance(value, torch.Tensor):
            raise NotImplementedError(f"{name!r}, an input or output of the program, is not a tensor")
    signature = exported.program.graph_signature
    given = [one for one in signature.user_outputs if one is not None]
    # A value that was fixed when the program was exported still has a place among its inputs.
    if len(exported.inputs) < len(signature.user_inputs) or len(exported.outputs) < len(given):
        raise NotImplementedError(
            "the program has a constant among its inputs or outputs, and ExecuTorch takes only tensors"
        )
    for name, value in (exported.inputs | exported.outputs).items():
        if value.is_complex():
            raise NotImplementedError(f"ExecuTorch does not have complex numbers, as {name!r} of the program")
    return {
        role: [{"name": name, "type": value_type(value)} for name, value in ports.items()]
        for role, ports in (("inputs", exported.inputs), ("outputs", exported.outputs))
    }


def value_type(tensor):
    """The type of a tensor that stands for a value in a program; open sizes are None."""
    sizes = [size if isinstance(size, int) else None for size in tensor.shape]
    return {"kind": "tensor", "dtype": str(tensor.dtype).removeprefix("torch."), "shape": sizes}


def unsupported(error):
    """A sentence for operators that ExecuTorch has no kernel for, and for values that are not tensors."""
    message = str(error)
    if found := NOT_CORE.search(message):
        return (
            f"ExecuTorch does not have the operator {found[1]}, and PyTorch cannot decompose it into ones that it has"
        )
    if found := COMPLEX.search(message):
        return f"ExecuTorch has no {found[1]} of complex numbers"
    if found := NO_VARIANT.search(message):
        return f"ExecuTorch has no kernel for {found[1]}"
    return str(error) if isinstance(error, NotImplementedError) else None
