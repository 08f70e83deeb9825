"""What every operator of PyTorch's programs makes: `from portability.torch_layers import show_operators`.

The outputs are then called as layers are elsewhere: `layer_3_2__conv2d__encoder_conv2d` for the operator at place 3,
the second that makes a tensor, by its type and name.
"""

import re

import torch
from torch.export.graph_signature import OutputKind, OutputSpec, TensorArgument
from torch.utils import _pytree

# What a name cannot have in some of the formats.
LETTERS = re.compile(r"\W")


def show_operators(program):
    """Makes what every operator of an exported program makes its outputs, in place."""
    (output,) = (node for node in program.graph.nodes if node.op == "output")
    made = [
        (place, node)
        for place, node in enumerate(node for node in program.graph.nodes if node.op == "call_function")
        if isinstance(node.meta.get("val"), torch.Tensor)
        # What is overwritten would show what overwrote it.
        if not any(user.args[:1] == (node,) and overwrites(type_of(user)) for user in node.users)
    ]
    named = {layer_name(place, order, type_of(node), called(node)): node for order, (place, node) in enumerate(made)}
    specs = program.graph_signature.output_specs
    changed = [spec for spec in specs if spec.kind != OutputKind.USER_OUTPUT]
    # What is assigned to buffers comes first.
    output.args = ((*output.args[0][: len(changed)], *named.values()),)
    specs[:] = changed + [
        OutputSpec(OutputKind.USER_OUTPUT, TensorArgument(name=node.name), None) for node in named.values()
    ]
    program.module_call_graph[0].signature.out_spec = _pytree.tree_structure(dict.fromkeys(named, 0))
    program.graph_module.recompile()


def script_of_operators(module):
    """A TorchScript module that returns what every operator of another one makes, outside of branches and loops.

    Raises NotImplementedError for a module that changes what it keeps.
    """
    # Without changing its arithmetic: an operator stays the one that is in the file.
    graph = torch.jit.freeze(module, optimize_numerics=False).graph
    torch._C._jit_pass_remove_mutation(graph)
    if next(graph.inputs()).uses():
        raise NotImplementedError("its operators cannot be shown, because it changes what it keeps")
    made = [
        (place, node.kind(), value)
        for place, node in enumerate(node for node in graph.nodes() if node.kind().startswith("aten::"))
        for value in node.outputs()
        if value.type().kind() == "TensorType"
        if not any(use.offset == 0 and overwrites(use.user.kind()) for use in value.uses())
    ]
    pairs = [
        (graph.insertConstant(layer_name(place, order, kind, value.debugName())), value)
        for order, (place, kind, value) in enumerate(made)
    ]
    every = graph.create("prim::DictConstruct", [value for pair in pairs for value in pair], 1)
    every.output().setType(torch._C.DictType(torch._C.StringType.get(), torch._C.TensorType.get()))
    graph.appendNode(every)
    graph.eraseOutput(0)
    graph.registerOutput(every.output())
    graph.eraseInput(0)
    known = {"made_by": torch._C._create_function_from_graph("made_by", graph)}
    arguments = module.forward.schema.arguments[1:]
    taken = "".join(f", {argument.name}: {argument.type.annotation_str}" for argument in arguments)
    given = ", ".join(argument.name for argument in arguments)
    own = torch.jit.ScriptModule()
    own._c._define(own._concrete_type, f"def forward(self{taken}):\n    return made_by({given})\n", known.get)
    # With the function inside, which belongs to nothing that would outlive this call.
    return torch.jit.freeze(own.eval(), optimize_numerics=False)


def type_of(node):
    """The type of an operator; of one of several that are made, that of the operator that makes them."""
    whole = node
    while getattr(whole.target, "__name__", "") == "getitem":
        whole = whole.args[0]
    schema = getattr(whole.target, "_schema", None)
    return schema.name if schema is not None else str(getattr(whole.target, "__name__", whole.target))


def overwrites(kind):
    """Whether an operator works in place, as relu_ does."""
    return kind.endswith("_") and not kind.endswith("__")


def called(node):
    """The name of a node, behind the path of the module whose code it is from."""
    path = [name for name, _ in (node.meta.get("nn_module_stack") or {}).values()]
    return f"{path[-1]}.{node.name}" if path and path[-1] else node.name


def layer_name(place, order, kind, name):
    """The name of what an operator makes, of letters that every format takes."""
    plain = LETTERS.sub("_", kind.split("::")[-1]).strip("_")
    return f"layer_{place}_{order}__{plain}__{LETTERS.sub('_', name)}"
