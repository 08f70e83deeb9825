import { readFileSync } from 'node:fs';
import { MUTATIONS } from '../../src/mutate/all-mutations.js';
import { applyEdit } from '../../src/mutate/apply-edit.js';
import { chooseSites } from '../../src/mutate/choose-sites.js';
import { scopedNodes } from '../../src/mutate/scoped-nodes.js';
import { onnx } from '../../src/onnx/proto/onnx.js';
import type { StudyFault } from './study-results.js';

/** Kinds of faults that conversions are known to introduce, with how many places of each model are tried. */
const FINE: Readonly<Record<string, number>> = {
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

/** A faulty copy of a model. */
export interface FaultyCopy extends StudyFault {
  /** The model's file, created on demand. */
  bytes(): Uint8Array;
}

/**
 * The faulty copies of the model in that file.
 * @param kinds how many places of each kind of fault are tried
 */
export function faultyCopies(path: string, seed: number, kinds: Readonly<Record<string, number>> = FINE): FaultyCopy[] {
  const model = onnx.ModelProto.decode(readFileSync(path));
  const target = { model, nodes: scopedNodes(model), means: new Map() };
  return Object.entries(kinds).flatMap(([kind, most]) => {
    const mutation = MUTATIONS.find(({ id }) => id === kind);
    if (mutation === undefined) throw new Error(`there is no mutation ${kind}`);
    return chooseSites(mutation, target, most, seed).map(({ where, edit }) => ({
      kind,
      where,
      bytes: () => {
        const change = edit();
        if (change === null) throw new Error(`${kind} at ${where} changes nothing`);
        return onnx.ModelProto.encode(applyEdit(model, change)).finish();
      },
    }));
  });
}
