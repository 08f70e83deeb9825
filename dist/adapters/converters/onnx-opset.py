# /// script
# requires-python = ">=3.10"
# dependencies = ["onnx==1.23.2", "ml_dtypes==0.6.0"]
#
# [tool.portability]
# kind = "converter"
# id = "onnx-opset"
# title = "ONNX at another version of its operators"
# package = "onnx"
# reads = ["onnx"]
# writes = "onnx"
# artefact = "model.onnx"
# platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-arm64", "win32-x64"]
#
# [tool.portability.options.opset]
# type = "integer"
# default = 17
# description = "Version of ONNX's operators to convert to, up or down"
# ///
"""ONNX at another opset, by ONNX's own version converter.

For a deployment that reads older operators, or to see what newer ones change.
"""

import re
from importlib import metadata

import onnx
from onnx import helper, version_converter

from portability.onnx import load_onnx

NO_STEP = re.compile(r"No Adapter (?:To|From) Version \$?(\d+) for (\w+)")
NO_OPERATOR = re.compile(r"No Previous Version of (\w+) exists")
ONNX_DOMAINS = ("", "ai.onnx")


def version():
    """The installed release of ONNX."""
    return metadata.version("onnx")


def convert(source, target, options):
    """Writes an .onnx file at the opset of the option `opset`.

    Raises RuntimeError when the converter does something else.
    """
    wanted = options["opset"]
    model = load_onnx(source)
    converted = version_converter.convert_version(model, wanted)
    lower_ir_version(converted)
    for side in ("input", "output"):
        before, after = names(model, side), names(converted, side)
        if before != after:
            raise RuntimeError(f"ONNX's version converter changed the {side}s from {before} to {after}")
    reached = {entry.domain: entry.version for entry in converted.opset_import}
    if all(reached.get(domain, wanted) != wanted for domain in ONNX_DOMAINS):
        raise RuntimeError(f"ONNX's version converter left the operators at version {reached}")
    onnx.save(converted, target)
    onnx.checker.check_model(target)


def lower_ir_version(model):
    """Lowers the version of the file format, in place: runtimes as old as these operators refuse newer files."""
    least = helper.find_min_ir_version_for(model.opset_import, ignore_unknown=True)
    model.ir_version = min(model.ir_version, least)


def names(model, side):
    """The names of the graph's inputs or outputs (`side`)."""
    return [value.name for value in getattr(model.graph, side)]


def unsupported(error):
    """A sentence for operators that cannot be brought to the version asked for."""
    if isinstance(error, NotImplementedError):
        return str(error)
    if step := NO_STEP.search(str(error)):
        return f"ONNX's version converter does not take {step[2]} past version {step[1]}"
    if missing := NO_OPERATOR.search(str(error)):
        return f"the version asked for does not have the operator {missing[1]}"
    return None
