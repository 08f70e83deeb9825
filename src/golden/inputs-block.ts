import { yamlWord } from '../config/yaml-word.js';
import { DTYPES } from '../tensor/dtype.js';
import { storageOf } from '../tensor/elements.js';
import { elementCount, type Tensor, type Values } from '../tensor/tensor.js';

/**
 * Inputs as one line of the configuration to start from: `inputs: { ids: { shape: [1, 16], range: [0, 10] }, mask: 1 }`.
 */
export function inputsBlock(inputs: Values): string {
  const entries = Object.entries(inputs).flatMap(([name, value]) =>
    value.kind === 'tensor' ? [`${yamlWord(name)}: ${recipeOf(value)}`] : [],
  );
  return `inputs: { ${entries.join(', ')} }`;
}

function recipeOf(tensor: Tensor): string {
  const shape = `shape: [${tensor.shape.join(', ')}]`;
  if (tensor.dtype === 'string') return `{ ${shape}, choices: [${JSON.stringify(tensor.strings[0] ?? 'text')}] }`;
  const { kind, bits } = DTYPES[tensor.dtype];
  if (kind !== 'integer' || bits < 8)
    return kind === 'bool' ? `{ ${shape}, value: true }` : `{ ${shape}, normal: [0, 1] }`;
  const numbers = Array.from(storageOf(tensor), Number);
  if (elementCount(tensor.shape) === 0) return `{ ${shape} }`;
  const [low, high] = numbers.reduce(
    ([least, most], one) => [Math.min(least, one), Math.max(most, one)],
    [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
  );
  return low === high ? `{ ${shape}, value: ${low} }` : `{ ${shape}, range: [${low}, ${high + 1}] }`;
}
