# /// script
# requires-python = ">=3.11"
# dependencies = ["onnxruntime==1.32.0", "onnx==1.23.2", "ml_dtypes==0.6.0"]
#
# [tool.portability]
# kind = "converter"
# id = "onnx-float16"
# title = "ONNX in half precision (ONNX Runtime's converter)"
# package = "onnxruntime"
# reads = ["onnx"]
# writes = "onnx"
# artefact = "model.onnx"
# precision = "f16"
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-arm64", "win32-x64"]
# ///
"""ONNX with weights and arithmetic in float16; inputs and outputs keep their types, by casts at the borders.

By the converter inside ONNX Runtime. That of onnxconverter-common, which it comes from, leaves casts to float32 as they
are and confuses nodes without names, so that what it writes of many models cannot be loaded.
"""

import onnx
import onnxruntime as ort
from onnxruntime.transformers.float16 import convert_float_to_float16

from portability.onnx import load_onnx, sort_onnx


def version():
    """The installed release of ONNX Runtime."""
    return ort.__version__


def convert(source, target, options):
    """Writes an .onnx file. Raises ValidationError when the converter's result is not valid."""
    model = convert_float_to_float16(load_onnx(source), keep_io_types=True)
    # The converter appends the casts at the end.
    sort_onnx(model.graph)
    onnx.save(model, target)
    # Types as well: the converter writes some models whose types do not fit together.
    onnx.checker.check_model(target, full_check=True)


def unsupported(error):
    """The message of a NotImplementedError, which is raised for models without ONNX's own operators."""
    return str(error) if isinstance(error, NotImplementedError) else None
