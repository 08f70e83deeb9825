"""What onnx2torch lacks: versions of operators that are not in its registry.

The adapter brings newer models back to opset 17, so a newer version counts only if ONNX's own converter cannot bring
any test case of it back, or brings it back to one that is not in the registry either.
"""

import json
import sys
import types
from importlib import metadata
from pathlib import Path

import onnx
from onnx import defs, version_converter

for module in ("torchvision", "torchvision.ops"):
    sys.modules[module] = types.ModuleType(module)
sys.modules["torchvision"].ops = sys.modules["torchvision.ops"]
for name in ("roi_align", "nms", "batched_nms"):
    setattr(sys.modules["torchvision.ops"], name, None)

from onnx2torch.node_converters import registry  # noqa: E402

NEWEST_OPSET = 17
# They need torchvision, which the adapter leaves out.
WITHOUT = {"RoiAlign", "NonMaxSuppression"}


def registered(name, since, domain):
    """Whether the registry has that version."""
    return name not in WITHOUT and (domain, name, since) in registry._CONVERTER_REGISTRY


def brought_back(models):
    """Whether ONNX converts one of the models to the newest opset that onnx2torch knows."""
    for path in models:
        try:
            version_converter.convert_version(onnx.load(path), NEWEST_OPSET)
            return True
        except RuntimeError:
            continue
    return False


def has(name, since, domain, models):
    """Whether a model with that version of the operator is converted."""
    if registered(name, since, domain):
        return True
    if domain or since <= NEWEST_OPSET:
        return False
    try:
        older = defs.get_schema(name, NEWEST_OPSET, domain).since_version
    except defs.SchemaError:
        return False
    # Without a test case nothing is known, and nothing is claimed.
    return registered(name, older, domain) and (not models or brought_back(models))


given = json.loads(Path(sys.argv[1]).read_text())
lacks = {}
for operator, versions in given["operators"].items():
    domain, _, name = operator.rpartition(":")
    models = given["models"].get(operator, {})
    missing = [since for since in versions if not has(name, since, domain, models.get(str(since), []))]
    if missing:
        lacks[operator] = missing
others = sorted(
    f"{one.domain}:{one.operation_type}"
    for one in registry._CONVERTER_REGISTRY
    if f"{one.domain}:{one.operation_type}" not in given["operators"] and one.domain
)
print(json.dumps({"version": metadata.version("onnx2torch"), "lacks": lacks, "others": others}))
