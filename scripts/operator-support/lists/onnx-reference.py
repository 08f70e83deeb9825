"""What ONNX's reference evaluator lacks: operators without an implementation that ONNX does not define by others."""

import importlib
import json
import sys
from pathlib import Path

import onnx
from onnx import defs

PACKAGES = {
    "": "ops",
    "ai.onnx.ml": "ops.aionnxml",
    "ai.onnx.preview": "ops.aionnx_preview",
    "ai.onnx.preview.training": "ops.aionnx_preview_training",
}


def implemented(domain):
    """By operator of the domain: the versions that its implementations are for; None for any."""
    lists = importlib.import_module(f"onnx.reference.{PACKAGES[domain]}._op_list")
    return {name: set(versions) for name, versions in lists._build_registered_operators().items()}


def has(name, since, domain, own):
    """Whether that version of the operator is computed."""
    if name in own:
        # With versions of their own, one of them has to be as old.
        return own[name] == {None} or any(version is not None and version <= since for version in own[name])
    schema = defs.get_schema(name, since, domain)
    return schema.has_function or schema.has_context_dependent_function


known = {domain: implemented(domain) for domain in PACKAGES}
lacks = {}
for operator, versions in json.loads(Path(sys.argv[1]).read_text())["operators"].items():
    domain, _, name = operator.rpartition(":")
    missing = [since for since in versions if not has(name, since, domain, known.get(domain, {}))]
    if missing:
        lacks[operator] = missing
print(json.dumps({"version": onnx.__version__, "lacks": lacks, "others": []}))
