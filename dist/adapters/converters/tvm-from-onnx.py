# /// script
# requires-python = ">=3.10"
# dependencies = ["apache-tvm==0.27.0.post1", "onnx==1.23.2"]
#
# [tool.portability]
# kind = "converter"
# id = "tvm-from-onnx"
# title = "TVM compiler"
# package = "apache-tvm"
# reads = ["onnx"]
# writes = "tvm"
# artefact = "model.so"
# follows = "tvm"
# cases = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64"]
#
# [tool.portability.options.target]
# type = "string"
# default = "llvm"
# description = "What to compile for, as TVM writes it; llvm alone is the least processor of this architecture"
# ///
"""ONNX to a library of machine code by TVM's Relax, untuned. It links with the C++ compiler of the machine."""

import json
import re
from importlib import metadata

import onnx
import tvm
from tvm import relax
from tvm.relax.frontend.onnx import from_onnx

from portability.onnx import narrow_types, onnx_nodes

MISSING = re.compile(r"operators are not supported for frontend ONNX: (.*)")
FEWER_OUTPUTS = re.compile(r"Missing outputs during conversion\. Expected \d+ but Got \d+ in (\w+)")
# TVM has another operator of this name, of com.microsoft, and takes ONNX's own for it.
TAKEN_FOR_ANOTHER = "Attention"


def version():
    """The installed release of TVM."""
    return metadata.version("apache-tvm")


def convert(source, target, options):
    """Writes a library of machine code, and beside it the signature, which a library does not keep.

    Raises NotImplementedError for element types and operators that TVM does not have.
    """
    model = onnx.load(source)
    if narrow := narrow_types(model):
        raise NotImplementedError(f"TVM does not have the element types {', '.join(narrow)}")
    if any(
        node.op_type == TAKEN_FOR_ANOTHER and node.domain in ("", "ai.onnx") for node in onnx_nodes(model.graph.node)
    ):
        raise NotImplementedError(f"TVM does not have the operator {TAKEN_FOR_ANOTHER} of ONNX itself")
    module = from_onnx(model, shape_dict=sizes(options["cases"]), keep_params_in_input=False)
    compiled = tvm.compile(relax.get_pipeline("zero")(module), target=options["target"])
    compiled.export_library(target)
    # The library keeps the order of inputs and outputs, and neither the names of the outputs nor the sizes left open.
    with open(f"{target}.json", "w", encoding="utf-8") as description:
        json.dump({"signature": options["signature"]}, description)


def sizes(cases):
    """By input, the shape that all cases share, or None: many operators cannot be compiled for open sizes."""
    shapes = [{name: array.shape for name, array in case.items()} for case in cases]
    return shapes[0] if shapes and all(one == shapes[0] for one in shapes) else None


def unsupported(error):
    """A sentence for operators that TVM lacks."""
    # TVM's own error for it is a NotImplementedError too.
    missing = MISSING.search(str(error))
    if missing:
        return f"TVM does not have the operator{'s' if ',' in missing[1] else ''} {missing[1]}"
    if isinstance(error, NotImplementedError):
        return str(error)
    fewer = FEWER_OUTPUTS.search(str(error))
    return f"TVM does not have the second output of the operator {fewer[1]}" if fewer else None
