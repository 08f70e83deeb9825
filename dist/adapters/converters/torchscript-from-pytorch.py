# /// script
# requires-python = ">=3.10"
# dependencies = [
#   "torch==2.13.0+cpu; sys_platform == 'linux'",
#   "torch==2.13.0; sys_platform != 'linux'",
#   "numpy==2.2.6; python_version < '3.11'",
#   "numpy==2.4.6; python_version >= '3.11'",
#   "ml_dtypes==0.6.0",
#   "safetensors==0.8.0",
# ]
#
# [tool.portability]
# kind = "converter"
# id = "torchscript-from-pytorch"
# title = "torch.jit.trace"
# package = "torch"
# reads = ["pytorch-module"]
# writes = "torchscript"
# artefact = "model.pt"
# cost = 2
# cases = true
# platforms = ["darwin-arm64", "linux-arm64", "linux-x64", "win32-x64"]
# ///
"""A PyTorch module to TorchScript, by a trace of the first golden case that is checked on all of them.

A trace keeps the one way through the code that this case took: a module that goes another way for another case fails
here rather than computing something else later.
"""

import torch

from portability.torch import torch_module, torch_tensor


def version():
    """The installed release of PyTorch."""
    return torch.__version__


def convert(source, target, options):
    """Writes a .pt file. Raises RuntimeError for a module that takes another way for another case."""
    torch.set_num_threads(options["threads"])
    module = torch_module(source)
    cases = [{name: torch_tensor(value) for name, value in case.items()} for case in options["cases"]]
    buffers = [(buffer, buffer.clone()) for buffer in module.buffers()]
    try:
        with torch.no_grad():
            traced = torch.jit.trace(
                module,
                example_kwarg_inputs=cases[0],
                check_trace=True,
                check_inputs=cases,
                # A dictionary as the output is fine: its keys do not depend on the inputs.
                strict=False,
            )
    except torch.jit.TracingCheckError:
        raise RuntimeError(
            "a second trace differs from the first: the module takes another path through its code for another golden"
            " case, or changes its own attributes, and a trace keeps only one path"
        ) from None
    # The trace ran the module, and shares its buffers.
    for buffer, before in buffers:
        buffer.copy_(before)
    traced.save(target)
