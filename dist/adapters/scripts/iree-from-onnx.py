"""The IREE compiler in a few lines, for the script of a report."""

import os
import tempfile

import onnx
from iree.compiler.tools import compile_file
from iree.compiler.tools.import_onnx import __main__ as importer


def convert(source, options):
    """The path of a module of machine code."""
    folder = tempfile.mkdtemp()
    mlir, module = os.path.join(folder, "model.mlir"), os.path.join(folder, "model.vmfb")
    opset = next(one.version for one in onnx.load(source).opset_import if one.domain in ("", "ai.onnx"))
    # The importer is made for this version of ONNX's operators.
    newer = ["--opset-version", "17"] if opset < 17 else []
    importer.main(importer.parse_arguments([source, "-o", mlir, *newer]))
    compile_file(
        mlir,
        output_file=module,
        input_type="onnx",
        target_backends=["llvm-cpu"],
        extra_args=[f"--iree-llvmcpu-target-cpu={options['cpu']}", "--iree-input-demote-f64-to-f32=false"],
    )
    return module
