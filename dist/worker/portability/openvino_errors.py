"""What OpenVINO says of a model that it cannot convert: `from portability.openvino_errors import in_words, lacking`."""

import re

MISSING = re.compile(r"No conversion rule found for operations: (.*)$", re.MULTILINE)
FAILED = re.compile(r"Conversion is failed for: (.*)$", re.MULTILINE)
# The innermost of the checks that failed, and what it says.
REASON = re.compile(
    r"^(?!.*(?:failed at|FrontEnd API|ONNX Frontend|-- |While validating|Model wasn't|Summary|Conversion is failed"
    r"|with a message:|Exception |Shape inference input shapes))(.+)$",
    re.MULTILINE,
)
# Sizes that cannot stand together in any runtime: nothing that OpenVINO lacks.
CONTRADICTION = re.compile(r"[Ii]ncompatible|inconsistent|(?:does not|doesn't) match|[Mm]ismatch")
IN_SHAPES = re.compile(r"failed at \S*shape_inference")


def lacking(message):
    """What OpenVINO does not do, as the rest of a sentence about it; None for text that says nothing of the kind."""
    return None if contradicts_itself(message) else in_words(message)


def contradicts_itself(message):
    """Whether sizes in the model are at fault, in any runtime."""
    reason = REASON.search(message)
    return IN_SHAPES.search(message) is not None and reason is not None and CONTRADICTION.search(reason[1]) is not None


def in_words(message):
    """What failed and why, as the rest of a sentence about OpenVINO; None where no operator failed."""
    if missing := MISSING.search(message):
        return f"does not have the operator{'s' if ',' in missing[1] else ''} {missing[1]}"
    failed = FAILED.search(message)
    if not failed:
        return None
    reason = REASON.search(message)
    return f"cannot convert {failed[1]}{': ' + reason[1] if reason else ''}"
