import { expect, test } from 'vitest';
import { parseConfig } from '../../src/config/parse-config.js';
import { pathsOfConfig } from '../../src/config/paths-of-config.js';

test('every file that a configuration names: models, code, weights, goldens, inputs, adapters, converters', () => {
  const text = `
runtimes: [onnxruntime-node, ./ci/server.py, { use: ./ci/other.py, id: other }]
converters: [ci/convert.py]
models:
  - path: models/*.onnx
    golden: data/golden
    inputs: { x: { file: data/x.npy }, y: ones }
  - id: net
    forms:
      - { module: src/net.py:Net, weights: weights/net.safetensors }
      - exported/net.onnx
`;
  expect(pathsOfConfig(parseConfig(text, 'portability.yml').config).toSorted()).toEqual([
    'ci/convert.py',
    'ci/other.py',
    'ci/server.py',
    'data/golden',
    'data/x.npy',
    'exported/net.onnx',
    'models/*.onnx',
    'src/net.py',
    'weights/net.safetensors',
  ]);
});
