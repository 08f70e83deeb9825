# /// script
# requires-python = ">=3.11"
# dependencies = ["onnxconverter-common==1.16.0", "onnx==1.23.2", "numpy==2.4.6"]
#
# [tool.portability]
# kind = "converter"
# id = "onnx-float16"
# title = "ONNX in half precision"
# package = "onnxconverter-common"
# reads = ["onnx"]
# writes = "onnx"
# artefact = "model.onnx"
# precision = "f16"
# platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]
# ///
"""ONNX with weights and arithmetic in float16; inputs and outputs keep their types, by casts at the borders."""

from importlib import metadata

import numpy as np
import onnx
from onnxconverter_common import float16
from portability import check_onnx

# All that the type can hold: by itself the tool cuts off above 1e4 and below 1e-7.
LARGEST = float(np.finfo(np.float16).max)
SMALLEST = float(np.finfo(np.float16).smallest_subnormal)


def version():
    return metadata.version("onnxconverter-common")


def convert(source, target, options):
    model = float16.convert_float_to_float16(
        onnx.load(source), min_positive_val=SMALLEST, max_finite_val=LARGEST, keep_io_types=True
    )
    onnx.save(model, target)
    check_onnx(target)
