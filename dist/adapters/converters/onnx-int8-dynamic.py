# /// script
# requires-python = ">=3.11"
# dependencies = ["onnxruntime==1.32.0", "onnx==1.23.2", "ml_dtypes==0.6.0"]
#
# [tool.portability]
# kind = "converter"
# id = "onnx-int8-dynamic"
# title = "ONNX with weights in 8 bits (ONNX Runtime, dynamic)"
# package = "onnxruntime"
# reads = ["onnx"]
# writes = "onnx"
# artefact = "model.onnx"
# precision = "int8"
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-arm64", "win32-x64"]
#
# [tool.portability.options.weights]
# type = "string"
# default = "int8"
# values = ["int8", "uint8"]
# description = "Type of the weights"
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
"""ONNX whose weights are int8, and whose activations are quantised at run time, by the range that they then have."""

from collections import Counter

import onnx
import onnxruntime as ort
from onnxruntime.quantization import QuantType, quantize_dynamic

from portability.onnx import load_onnx, onnx_nodes, sort_onnx

TYPES = {"int8": QuantType.QInt8, "uint8": QuantType.QUInt8}


def version():
    """The installed release of ONNX Runtime."""
    return ort.__version__


def convert(source, target, options):
    """Writes an .onnx file. Raises RuntimeError when no operator could be quantised."""
    model = load_onnx(source)
    before = operators(model)
    quantize_dynamic(
        model,
        target,
        weight_type=TYPES[options["weights"]],
        per_channel=options["per-channel"],
        reduce_range=options["reduce-range"],
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


def unsupported(error):
    """The message of a NotImplementedError, which is raised for models without ONNX's own operators."""
    return str(error) if isinstance(error, NotImplementedError) else None
