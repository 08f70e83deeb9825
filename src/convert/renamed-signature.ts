import type { Port, Signature } from '../types.js';

/** The signature under the names that a converter gave; null stays null. */
export function renamedSignature(
  signature: Signature | null,
  names: Readonly<Record<string, string>>,
): Signature | null {
  if (signature === null) return null;
  const rename = (port: Port): Port => ({
    ...port,
    name: Object.hasOwn(names, port.name) ? (names[port.name] ?? port.name) : port.name,
  });
  return { inputs: signature.inputs.map(rename), outputs: signature.outputs.map(rename) };
}
