/** Which optimisation of a runtime changes the result: found by leaving them out in halves. */
import { expect, test } from 'vitest';
import { resultsSchema } from '../../src/results/schema.js';
import { fileOf, IMAGE } from '../model-diff/two-networks.js';
import { portability, repository } from './cli.js';

test('batch normalisation that is folded into a convolution rounds otherwise, which an exact column does not allow', async () => {
  const root = await repository({
    'portability.yml': 'runtimes: [{ use: onnxruntime-node, tolerance: exact, options: { optimization: basic } }]\n',
    'net.onnx': fileOf(IMAGE),
  });
  const { stdout, stderr } = await portability(['run', '--json', '-'], root);
  expect(stdout, stderr).not.toBe('');
  const [cell] = resultsSchema.parse(JSON.parse(stdout)).cells;
  expect(cell).toMatchObject({
    state: 'drift',
    optimizers: { option: 'disabled-optimizers', names: ['ConvBNFusion'] },
    diagnosis: {
      id: 'optimizer-drifts',
      finding:
        'net on onnxruntime-node drifts because of the optimisation `ConvBNFusion`: the model passes without it.',
      fix: expect.stringContaining('Set `options: { disabled-optimizers: "ConvBNFusion" }` for the column'),
    },
  });
});
