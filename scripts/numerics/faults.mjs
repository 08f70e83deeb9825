// Faults that conversions and runtimes are known to bring, put into a model's graph.
import { readFileSync } from 'node:fs';
import { MUTATIONS } from '../../lib/mutate/all-mutations.js';
import { applyEdit } from '../../lib/mutate/apply-edit.js';
import { chooseSites } from '../../lib/mutate/choose-sites.js';
import { scopedNodes } from '../../lib/mutate/scoped-nodes.js';
import { onnx } from '../../lib/onnx/proto/onnx.js';

/** Kinds of faults, with how many places of each model are tried. */
const KINDS = {
  'swap-channels': 2,
  'scale-weight-1.001': 2,
  'scale-weight-1.01': 2,
  'change-epsilon': 2,
  'swap-gelu': 1,
  'round-weights-float16': 1,
  'round-weights-bfloat16': 1,
  'pad-other-side': 2,
  'pool-divisor': 1,
};

/** The faulty copies of a model: their kind, where they are, and the bytes when they are asked for. */
export function faultsOf(path, seed) {
  const model = onnx.ModelProto.decode(readFileSync(path));
  const target = { model, nodes: scopedNodes(model), means: new Map() };
  return Object.entries(KINDS).flatMap(([id, most]) => {
    const mutation = MUTATIONS.find((one) => one.id === id);
    if (mutation === undefined) throw new Error(`there is no mutation ${id}`);
    return chooseSites(mutation, target, most, seed).map(({ where, edit }) => ({
      kind: id,
      title: mutation.title,
      where,
      bytes: () => onnx.ModelProto.encode(applyEdit(model, edit())).finish(),
    }));
  });
}
