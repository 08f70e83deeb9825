# /// script
# requires-python = ">=3.10"
# dependencies = ["MNN==3.6.1"]
#
# [tool.portability]
# kind = "converter"
# id = "mnn-from-onnx"
# title = "MNN's converter"
# package = "MNN"
# reads = ["onnx"]
# writes = "mnn"
# artefact = "model.mnn"
# platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.fp16]
# type = "boolean"
# default = false
# description = "Keep the weights in half precision: half the size, and their rounding in every output"
# ///
"""
ONNX to MNN by the converter inside MNN's wheel.

Its command-line tool is not run: before it converts, it installs a package with whatever pip it finds and reports to a
server. The native converter beneath it does neither.

It replaces the GELU with the error function by an approximation of its own, which is off by up to 5e-4, and has no option
against that. It shows as drift, because that is what a deployment computes.
"""

import json
import os
from importlib import metadata

import _tools


def version():
    return metadata.version("MNN")


def convert(source, target, options):
    arguments = ["mnnconvert", "-f", "ONNX", "--modelFile", source, "--MNNModel", target, "--bizCode", "portability"]
    if options["fp16"]:
        arguments.append("--fp16")
    _tools.mnnconvert(arguments)
    # It says nothing to its caller, whatever happens.
    if not os.path.exists(target):
        raise RuntimeError("MNN's converter failed; it says why on its standard error only")
    # MNN keeps neither the element types of the model nor its shapes.
    with open(f"{target}.json", "w", encoding="utf-8") as description:
        json.dump({"signature": options["signature"]}, description)
