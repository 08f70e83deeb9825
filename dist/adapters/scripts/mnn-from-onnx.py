"""MNN's converter in a few lines, for the script of a report: the native one inside its wheel."""

import os
import tempfile

import _tools


def convert(source, options):
    """The path of an .mnn file."""
    target = os.path.join(tempfile.mkdtemp(), "model.mnn")
    half = ["--fp16"] if options["fp16"] else []
    arguments = ["mnnconvert", "-f", "ONNX", "--modelFile", source, "--MNNModel", target, "--bizCode", "report", *half]
    _tools.mnnconvert(arguments)
    return target
