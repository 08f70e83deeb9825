"""TVM's compiler in a few lines, for the script of a report."""

import os
import tempfile

import onnx
import tvm
from tvm import relax
from tvm.relax.frontend.onnx import from_onnx


def convert(source, options):
    """The path of a library of machine code."""
    library = os.path.join(tempfile.mkdtemp(), "model.so")
    module = from_onnx(onnx.load(source), keep_params_in_input=False)
    tvm.compile(relax.get_pipeline("zero")(module), target=options["target"]).export_library(library)
    return library
