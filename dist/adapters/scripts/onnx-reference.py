"""The ONNX reference evaluator in a few lines, for the script of a report."""

from onnx.reference import ReferenceEvaluator


def run(model, inputs, outputs, options):
    """The outputs, in their order."""
    return ReferenceEvaluator(model).run(outputs, inputs)
