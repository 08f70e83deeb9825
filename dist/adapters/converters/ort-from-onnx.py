# /// script
# requires-python = ">=3.11"
# dependencies = ["onnxruntime==1.32.0", "ml_dtypes==0.6.0"]
#
# [tool.portability]
# kind = "converter"
# id = "ort-from-onnx"
# title = "ONNX Runtime's own format"
# package = "onnxruntime"
# reads = ["onnx"]
# writes = "ort"
# artefact = "model.ort"
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-arm64", "win32-x64"]
#
# [tool.portability.options.optimization]
# type = "string"
# default = "all"
# values = ["disabled", "basic", "extended", "all"]
# description = "How far the graph is rewritten before it is saved"
# ///
"""ONNX to the format of ONNX Runtime's small builds, as its convert_onnx_models_to_ort does with the style Fixed."""

import onnxruntime as ort

LEVELS = {
    "disabled": "ORT_DISABLE_ALL",
    "basic": "ORT_ENABLE_BASIC",
    "extended": "ORT_ENABLE_EXTENDED",
    "all": "ORT_ENABLE_ALL",
}


def version():
    """The installed release of ONNX Runtime."""
    return ort.__version__


def convert(source, target, options):
    """Writes an .ort file, with the graph rewritten as far as the option `optimization` allows."""
    settings = ort.SessionOptions()
    settings.log_severity_level = 3
    settings.intra_op_num_threads = options["threads"]
    settings.graph_optimization_level = getattr(ort.GraphOptimizationLevel, LEVELS[options["optimization"]])
    settings.optimized_model_filepath = target
    settings.add_session_config_entry("session.save_model_format", "ORT")
    # A layout for the processor of this machine would tie the file to it.
    ort.InferenceSession(source, settings, providers=["CPUExecutionProvider"], disabled_optimizers=["NchwcTransformer"])
