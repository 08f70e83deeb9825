"""OpenVINO in a few lines, for the script of a report."""

import openvino


def run(model, inputs, outputs, options):
    """The outputs, in their order."""
    core = openvino.Core()
    settings = {} if options["precision"] == "auto" else {"INFERENCE_PRECISION_HINT": options["precision"]}
    if options["dynamic-quantization"] == "none":
        settings["DYNAMIC_QUANTIZATION_GROUP_SIZE"] = 0
    compiled = core.compile_model(core.read_model(model), "CPU", settings)
    results = compiled(inputs)
    return [results[name] for name in outputs]
