# /// script
# requires-python = ">=3.11"
# dependencies = ["iree-base-compiler==3.13.0", "onnx==1.23.2"]
#
# [tool.portability]
# kind = "converter"
# id = "iree-from-onnx"
# title = "IREE compiler"
# package = "iree-base-compiler"
# reads = ["onnx"]
# writes = "iree"
# artefact = "model.vmfb"
# follows = "iree"
# processor-specific = true
# platforms = ["darwin-arm64", "darwin-x64", "linux-arm64", "linux-x64", "win32-x64"]
#
# [tool.portability.options.cpu]
# type = "string"
# default = "host"
# description = "Processor to compile for, as LLVM calls it; host is the one that compiles"
# ///
"""ONNX to a module of machine code, by way of MLIR."""

import json
import os
import re
from importlib import metadata

import onnx
from iree.compiler.extras.onnx_importer import OnnxImportError
from iree.compiler.tools import CompilerToolError, compile_file
from iree.compiler.tools.import_onnx import __main__ as importer

from portability.onnx import packed_onnx

# The importer is made for this version of ONNX's operators, and lacks some of older ones.
OPSET = 17

ILLEGAL = re.compile(r"explicitly marked illegal:.*?onnx\.(\w+)")
# What the importer has turned an operator into, and no pass of the compiler takes further.
NOT_LOWERED = re.compile(r"failed to legalize operation '([\w.]+)'")
# A function of C that the machine code calls and IREE does not bring along, as float64 has several.
NOT_LINKED = re.compile(r"undefined symbol: (\w+)")
LACKING = "IREE does not have the operator"
FIRST_ERROR = re.compile(r"^\S+?:\d+:\d+: error: ([^\n]*)", re.MULTILINE)


def version():
    """The installed release of IREE's compiler."""
    return metadata.version("iree-base-compiler")


def convert(source, target, options):
    """Writes a .vmfb module, and beside it the signature, which a module does not keep.

    Raises OnnxImportError or RuntimeError with the first thing that the compiler complains about.
    """
    mlir = f"{target}.mlir"
    old = opset(source) < OPSET
    try:
        # The importer takes weights of 8 and 16 bits from bytes alone.
        with packed_onnx(source, os.path.dirname(target)) as packed:
            version_flag = ["--opset-version", str(OPSET)] if old else []
            importer.main(importer.parse_arguments([packed, "-o", mlir, *version_flag]))
        compile_file(
            mlir,
            output_file=target,
            input_type="onnx",
            target_backends=["llvm-cpu"],
            # By default the compiler turns float64 into float32.
            extra_args=[f"--iree-llvmcpu-target-cpu={options['cpu']}", "--iree-input-demote-f64-to-f32=false"],
        )
    except CompilerToolError as error:
        raise RuntimeError(in_words(str(error))) from None
    finally:
        if os.path.exists(mlir):
            os.remove(mlir)
    # A module has functions with arguments by position, and no names.
    with open(f"{target}.json", "w", encoding="utf-8") as description:
        json.dump({"signature": options["signature"]}, description)


def opset(source):
    """The version of ONNX's own operators in the file."""
    model = onnx.load(source, load_external_data=False)
    return next((entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")), OPSET)


def in_words(message):
    """The compiler's first complaint, without the page of machine code around it."""
    if illegal := ILLEGAL.search(message):
        return f"{LACKING} {illegal[1]} as it is used here"
    if left := NOT_LOWERED.search(message):
        return f"{LACKING} {left[1]} as it is used here"
    if missing := NOT_LINKED.search(message):
        return f"{LACKING} {missing[1]} as it is used here"
    error = FIRST_ERROR.search(message)
    return f"IREE cannot compile the model: {error[1]}" if error else message


def unsupported(error):
    """A sentence for operators that IREE or its importer lacks."""
    if str(error).startswith(LACKING):
        return str(error)
    return f"IREE's importer: {error}" if isinstance(error, OnnxImportError) else None
