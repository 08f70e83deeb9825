import { didYouMean } from '../config/did-you-mean.js';
import type { Model } from '../discover/discover-models.js';
import { signatureOfForm } from '../discover/form.js';
import { UserError } from '../errors.js';
import type { Signature } from '../types.js';
import { axesOf, batchSymbol, freeSymbols } from './symbols.js';

/**
 * Checks that every probe in the config applies to the model.
 * @throws UserError otherwise
 */
export function checkProbes(model: Model): void {
  const signature = signatureOfForm(model.forms[0]);
  const { probes } = model.entry;
  if (signature === null || probes === undefined) return;
  const free = freeSymbols(signature);
  if (probes.batch !== undefined && probes.batch !== false && !countsRows(probes.batch, signature))
    throw nothingToProbe(model.id, 'batch', free);
  if (probes.sizes === true && free.length === 0) throw nothingToProbe(model.id, 'sizes', free);
  checkState(model.id, probes.state ?? {}, signature);
}

function countsRows(batch: true | string, signature: Signature): boolean {
  const symbol = batch === true ? batchSymbol(signature) : batch;
  return symbol !== null && signature.inputs.some((port) => axesOf(port, symbol).length > 0);
}

function checkState(model: string, state: Readonly<Record<string, string>>, { inputs, outputs }: Signature): void {
  const missing = (kind: 'input' | 'output', name: string, ports: Signature['inputs']) => {
    const names = ports.map((port) => port.name);
    if (names.includes(name)) return;
    throw new UserError({
      what: `model ${model} has no ${kind} ${name}${didYouMean(name, names)}`,
      where: 'models, probes.state',
      next: 'write each state as INPUT: OUTPUT; run `portability plan` to see the names',
    });
  };
  for (const [input, output] of Object.entries(state)) {
    missing('input', input, inputs);
    // Some formats do not record their outputs.
    if (outputs.length > 0) missing('output', output, outputs);
  }
}

function nothingToProbe(model: string, probe: 'batch' | 'sizes', free: readonly string[]): UserError {
  return new UserError({
    what:
      probe === 'batch' ? `model ${model} has no usable batch dimension` : `model ${model} has no symbolic dimension`,
    where: `models, probes.${probe}`,
    why:
      free.length === 0
        ? 'all sizes of its inputs are fixed'
        : `the symbolic sizes of its inputs are ${free.join(', ')}`,
    next: 'remove the probe, or export the model with dynamic sizes',
  });
}
