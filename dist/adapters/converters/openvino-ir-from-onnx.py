# /// script
# requires-python = ">=3.10"
# dependencies = ["openvino==2026.4.1", "ml_dtypes==0.6.0"]
#
# [tool.portability]
# kind = "converter"
# id = "openvino-ir-from-onnx"
# title = "OpenVINO's model conversion"
# package = "openvino"
# reads = ["onnx"]
# writes = "openvino-ir"
# artefact = "model.xml"
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.compress-to-fp16]
# type = "boolean"
# default = false
# description = "Keep the weights in half precision, as the ovc command does unless it is told otherwise"
# ///
"""ONNX to OpenVINO's intermediate representation."""

from importlib import metadata

import openvino

from portability.openvino_errors import lacking


def version():
    """The installed release of OpenVINO."""
    return metadata.version("openvino")


def convert(source, target, options):
    """Writes an .xml file and a .bin file; returns the names that differ in them."""
    model = openvino.convert_model(source)
    openvino.save_model(model, target, compress_to_fp16=options["compress-to-fp16"])
    # A port has all the names that the optimiser merged into it: the one it answers to may be another.
    written = openvino.Core().read_model(target)
    ports = [*zip(model.inputs, written.inputs, strict=True), *zip(model.outputs, written.outputs, strict=True)]
    names = {before.any_name: after.any_name for before, after in ports if before.any_name != after.any_name}
    return {"names": names}


def unsupported(error):
    """A sentence for operators that OpenVINO lacks or cannot convert."""
    lack = lacking(str(error))
    return None if lack is None else f"OpenVINO {lack}"
