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
from portability import called_with_ending
from portability_tflite import tensor_names

MISSING = re.compile(r"No conversion rule found for operations: (.*)$", re.MULTILINE)
FAILED = re.compile(r"Conversion is failed for: (.*)$", re.MULTILINE)
# The innermost of the checks that failed, and what it says.
REASON = re.compile(r"^(?!.*(?:failed at|FrontEnd API|Frontend\]|-- |While validating|Model wasn't|Summary))(.+)$", re.MULTILINE)


def version():
    return metadata.version("openvino")


def convert(source, target, options):
    # OpenVINO goes by the tensors of TensorFlow Lite, and by the signature of a SavedModel.
    own = tensor_names(source) if options["format"] == "tflite" else {}
    with called_with_ending(source, ".tflite" if options["format"] == "tflite" else "") as readable:
        model = openvino.convert_model(readable)
    openvino.save_model(model, target, compress_to_fp16=options["compress-to-fp16"])
    # A port has all the names that the optimiser merged into it: the one it answers to may be another.
    written = openvino.Core().read_model(target)
    ports = [*zip(model.inputs, written.inputs, strict=True), *zip(model.outputs, written.outputs, strict=True)]
    # A signature's name is that of the port's node: an input that is handed on has the names of both ends.
    answers = {name: after.any_name for before, after in ports for name in (before.node.friendly_name, *before.names)}
    answers |= {before.node.friendly_name: after.any_name for before, after in ports}
    ends = own or {before.node.friendly_name: before.node.friendly_name for before, _ in ports}
    return {"names": {name: answers[tensor] for name, tensor in ends.items() if answers[tensor] != name}}


def unsupported(error):
    message = str(error)
    if missing := MISSING.search(message):
        return f"OpenVINO does not have the operators {missing[1]}"
    if failed := FAILED.search(message):
        reason = REASON.search(message)
        return f"OpenVINO cannot convert {failed[1]}{': ' + reason[1] if reason else ''}"
    return None
