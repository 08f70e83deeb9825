# /// script
# requires-python = ">=3.10"
# dependencies = ["openvino==2026.4.1", "ml_dtypes==0.6.0"]
#
# [tool.portability]
# kind = "converter"
# id = "openvino-ir-from-tensorflow"
# title = "OpenVINO's model conversion"
# package = "openvino"
# reads = ["saved-model", "tflite"]
# writes = "openvino-ir"
# artefact = "model.xml"
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.compress-to-fp16]
# type = "boolean"
# default = false
# description = "Keep the weights in half precision, as the ovc command does unless it is told otherwise"
# ///
"""SavedModels and TensorFlow Lite to OpenVINO's intermediate representation, without TensorFlow."""

import re
from importlib import metadata

import openvino

from portability import saved_model, tflite
from portability.called_with_ending import called_with_ending
from portability.openvino_errors import lacking

UNKNOWN = re.compile(r"^(No translator found for \S+|Unexpected type: \S+)", re.MULTILINE)


def version():
    """The installed release of OpenVINO."""
    return metadata.version("openvino")


def convert(source, target, options):
    """Writes an .xml file and a .bin file; returns the names that differ in them."""
    lite = options["format"] == "tflite"
    with called_with_ending(source, ".tflite" if lite else "") as readable:
        model = openvino.convert_model(readable)
    openvino.save_model(model, target, compress_to_fp16=options["compress-to-fp16"])
    written = openvino.Core().read_model(target)
    ports = [*zip(model.inputs, written.inputs, strict=True), *zip(model.outputs, written.outputs, strict=True)]
    # OpenVINO uses sometimes the signature's names, and sometimes those of the tensors behind it.
    signature = (tflite if lite else saved_model).tensor_names(source)
    tensors = {tensor: name for name, tensor in signature.items()}
    names = {}
    for before, after in ports:
        known = (before.node.friendly_name, *sorted(before.names))
        own = next((name for name in known if name in signature), None)
        own = own or next((tensors[name] for name in known if name in tensors), before.any_name)
        # A port has all the names that the optimiser merged into it: the one it answers to may be another.
        if own != after.any_name:
            names[own] = after.any_name
    return {"names": names}


def unsupported(error):
    """A sentence for operators that OpenVINO lacks or cannot convert."""
    message = str(error)
    if unknown := UNKNOWN.search(message):
        return f"OpenVINO: {unknown[1]}"
    lack = lacking(message)
    return None if lack is None else f"OpenVINO {lack}"
