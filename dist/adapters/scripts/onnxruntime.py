"""ONNX Runtime in a few lines, for the script of a report."""

import onnxruntime as ort

LEVELS = {
    "disabled": ort.GraphOptimizationLevel.ORT_DISABLE_ALL,
    "basic": ort.GraphOptimizationLevel.ORT_ENABLE_BASIC,
    "extended": ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED,
    "all": ort.GraphOptimizationLevel.ORT_ENABLE_ALL,
}


def run(model, inputs, outputs, options):
    """The outputs, in their order."""
    settings = ort.SessionOptions()
    settings.graph_optimization_level = LEVELS[options["optimization"]]
    if options["dynamic-quantization"] == "none":
        settings.add_session_config_entry("session.qdq_matmulnbits_accuracy_level", "1")
    session = ort.InferenceSession(model, settings, providers=["CPUExecutionProvider"])
    return session.run(outputs, inputs)
