# /// script
# requires-python = ">=3.11"
# dependencies = ["onnxruntime==1.32.0", "onnx==1.23.2", "ml_dtypes==0.6.0", "sympy==1.14.0"]
#
# [tool.portability]
# kind = "converter"
# id = "onnx-int8-static"
# title = "ONNX in 8 bits, calibrated (ONNX Runtime, QDQ)"
# package = "onnxruntime"
# reads = ["onnx"]
# writes = "onnx"
# artefact = "model.onnx"
# precision = "int8"
# cases = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-arm64", "win32-x64"]
#
# [tool.portability.options.activations]
# type = "string"
# default = "int8"
# values = ["int8", "uint8"]
# description = "Type of the activations"
#
# [tool.portability.options.weights]
# type = "string"
# default = "int8"
# values = ["int8", "uint8"]
# description = "Type of the weights"
#
# [tool.portability.options.method]
# type = "string"
# default = "minmax"
# values = ["minmax", "entropy", "percentile"]
# description = "How the range of an activation follows from what it was on the golden inputs"
#
# [tool.portability.options.per-channel]
# type = "boolean"
# default = false
# description = "A scale for each channel of a weight instead of one for all"
#
# [tool.portability.options.reduce-range]
# type = "boolean"
# default = false
# description = "Weights in 7 bits, for processors whose sums of products overflow (AVX2 and AVX-512 without VNNI)"
# ///
"""ONNX with QuantizeLinear and DequantizeLinear around what is computed in 8 bits.

The ranges of the activations are those that they have on the golden inputs.
"""

import os
from collections import Counter

import onnx
import onnxruntime as ort
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from onnxruntime.quantization.shape_inference import quant_pre_process

from portability.onnx import load_onnx, onnx_nodes, sort_onnx

TYPES = {"int8": QuantType.QInt8, "uint8": QuantType.QUInt8}
METHODS = {
    "minmax": CalibrationMethod.MinMax,
    "entropy": CalibrationMethod.Entropy,
    "percentile": CalibrationMethod.Percentile,
}


class Cases(CalibrationDataReader):
    """The golden inputs, as ONNX Runtime's calibration reads them."""

    def __init__(self, cases):
        self._cases = iter(cases)

    def get_next(self):
        """The inputs of the next case by name, or None after the last one."""
        return next(self._cases, None)


def version():
    """The installed release of ONNX Runtime."""
    return ort.__version__


def convert(source, target, options):
    """Writes an .onnx file.

    Raises ValueError without golden cases, and RuntimeError when no operator could be quantised.
    """
    if not options["cases"]:
        raise ValueError("there are no golden inputs to calibrate with")
    load_onnx(source)
    prepared = f"{target}.prepared"
    # ONNX Runtime asks for folded constants and known shapes.
    quant_pre_process(source, prepared, skip_symbolic_shape=True)
    model = onnx.load(prepared)
    os.remove(prepared)
    before = operators(model)
    set_names_apart(model.graph)
    quantize_static(
        model,
        target,
        Cases(options["cases"]),
        quant_format=QuantFormat.QDQ,
        activation_type=TYPES[options["activations"]],
        weight_type=TYPES[options["weights"]],
        calibrate_method=METHODS[options["method"]],
        per_channel=options["per-channel"],
        reduce_range=options["reduce-range"],
        calibration_providers=["CPUExecutionProvider"],
    )
    written = onnx.load(target)
    if operators(written) == before:
        raise RuntimeError(
            "ONNX Runtime quantised nothing: the model has no operator that it quantises outside of branches"
        )
    sort_onnx(written.graph)
    onnx.save(written, target)
    onnx.checker.check_model(target, full_check=True)


def operators(model):
    """How often each operator occurs, also inside branches and loops."""
    return Counter(node.op_type for node in onnx_nodes(model.graph.node))


def set_names_apart(graph):
    """Renames the weights, in place, by an ending that ONNX Runtime does not use.

    A weight that is used twice gets a second name, by a digit behind its own, and another tensor may be called that.
    """
    names = {weight.name: f"{weight.name}/weight" for weight in graph.initializer}
    outer = {value.name for value in (*graph.input, *graph.output)}
    for weight in graph.initializer:
        if weight.name not in outer:
            weight.name = names[weight.name]
    for node in onnx_nodes(graph.node):
        node.input[:] = [name if name in outer else names.get(name, name) for name in node.input]


def unsupported(error):
    """The message of a NotImplementedError, which is raised for models without ONNX's own operators."""
    return str(error) if isinstance(error, NotImplementedError) else None
