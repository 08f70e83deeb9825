# /// script
# requires-python = ">=3.11"
# dependencies = ["onnxruntime==1.32.0", "onnx==1.23.2", "ml_dtypes==0.6.0"]
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
"""
ONNX with pairs of QuantizeLinear and DequantizeLinear around what is computed in 8 bits. The ranges of the activations
are those that they have on the golden inputs.
"""

import onnxruntime as ort
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)
from portability import check_onnx

TYPES = {"int8": QuantType.QInt8, "uint8": QuantType.QUInt8}
METHODS = {
    "minmax": CalibrationMethod.MinMax,
    "entropy": CalibrationMethod.Entropy,
    "percentile": CalibrationMethod.Percentile,
}


class Cases(CalibrationDataReader):
    def __init__(self, cases):
        self._cases = iter(cases)

    def get_next(self):
        return next(self._cases, None)


def version():
    return ort.__version__


def convert(source, target, options):
    if not options["cases"]:
        raise ValueError("there are no golden inputs to calibrate with")
    quantize_static(
        source,
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
    check_onnx(target)
