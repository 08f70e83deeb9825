/** Layers of models without ONNX on their routes: the first that weights of float16, or a fault of a converter, move. */
import { readFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findRuntimes } from '../../src/adapters/find-runtimes.js';
import { platformFault } from '../../src/plan/static-check.js';
import { resultsSchema } from '../../src/results/schema.js';
import { portability, repository } from '../e2e/cli.js';
import { freshCache } from '../environments/fresh-cache.js';
import { hostIn } from '../environments/host.js';
import { kerasFixture } from '../models/build-keras.js';
import { exportedProgram } from './fixtures/exported-program.js';
import { savedModelFixtures } from './fixtures/saved-model.js';
import { torchscript } from './fixtures/torchscript.js';

const platform = `${process.platform}-${process.arch}`;
const runtimes = await findRuntimes(hostIn(tmpdir(), { assets: resolve('lib') }), []);
const runs = (id: string) => runtimes.some((one) => one.id === id && platformFault(one, platform) === null);

const image = JSON.stringify({
  image: { dtype: 'float32', shape: [1, 3, 16, 16], data: Array.from({ length: 768 }, (_, index) => Math.sin(index)) },
});

const HALVED_LITE = `- { id: halved, use: litert, converters: { tflite-from-saved-model: { quantize: float16 } } }`;
const HALVED_IR = `- { id: halved, use: openvino, through: [openvino-ir-from-pytorch], converters: { openvino-ir-from-pytorch: { compress-to-fp16: true } } }`;
const HALVED_NCNN = `- { id: halved, use: ncnn, converters: { ncnn-from-pytorch-or-onnx: { fp16: true } } }`;

/** A converter of the repository: one of the gate's own, with a fault in it. */
function faulty(converter: string, line: string, fault: string): string {
  const source = readFileSync(`src/adapters/converters/${converter}.py`, 'utf8');
  if (!source.includes(line)) throw new Error(`${converter} has no such line: ${line}`);
  return source.replace(`id = "${converter}"`, 'id = "faulty"').replace(line, `${line}${fault}`);
}

const FAULTY_JS = faulty(
  'tfjs-from-saved-model',
  '    value = tf.make_ndarray(tensor)\n',
  '    value = value * np.float32(1.3) if value.ndim == 4 else value\n',
);
const FAULTY_PTE = faulty(
  'executorch-from-pytorch',
  '    exported = ExportedProgram(source, options["layers"])\n',
  `    for name, value in exported.program.state_dict.items():
        if name == "second.weight":
            with torch.no_grad():
                value[3] *= 1.3
`,
);
const NET = `import torch

class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.first = torch.nn.Conv2d(3, 8, 3)
        self.second = torch.nn.Conv2d(8, 8, 3)

    def forward(self, image):
        return torch.tanh(self.second(torch.relu(self.first(image))))
`;
const FAULTY = 'converters: [./ci/faulty.py]\n';

interface Fault {
  /** Runtime at which the form is at home, and the one that gets other weights. */
  readonly home: string;
  readonly use: string;
  /** The column of it, in YAML. */
  readonly halved: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** Of the layer. */
  readonly type: string;
  readonly name?: RegExp;
}

test.each<Fault>([
  {
    ...{ home: 'tensorflow', use: 'tfjs', type: 'Conv2D' },
    halved: `- { id: halved, use: tfjs, through: [faulty] }\n${FAULTY}`,
    files: { 'conv/saved_model.pb': savedModelFixtures.conv, 'ci/faulty.py': FAULTY_JS },
  },
  {
    ...{ home: 'pytorch', use: 'executorch', type: 'conv2d', name: /second/ },
    halved: `- { id: halved, use: executorch, through: [faulty] }\n${FAULTY}models: [{ id: net, forms: [{ module: 'net.py:Net' }] }]`,
    files: { 'net.py': NET, 'golden/net/one.inputs.json': image, 'ci/faulty.py': FAULTY_PTE },
  },
  {
    home: 'keras',
    use: 'litert',
    halved: HALVED_LITE,
    files: { 'conv.keras': kerasFixture('conv.keras') },
    type: 'Conv2D',
  },
  {
    ...{ home: 'tensorflow', use: 'litert', halved: HALVED_LITE, type: 'Conv2D' },
    files: { 'conv/saved_model.pb': savedModelFixtures.conv },
  },
  {
    ...{ home: 'pytorch', use: 'openvino', halved: HALVED_IR, type: 'conv2d' },
    files: { 'conv.pt2': exportedProgram('conv') },
  },
  {
    ...{ home: 'pytorch', use: 'openvino', halved: HALVED_IR, type: 'conv2d' },
    files: { 'conv.pt': torchscript('conv'), 'golden/conv/one.inputs.json': image },
  },
  {
    ...{ home: 'pytorch', use: 'ncnn', halved: HALVED_NCNN, type: 'conv2d' },
    files: { 'conv.pt': torchscript('conv'), 'golden/conv/one.inputs.json': image },
  },
])(
  'the first layer with other weights is named: $home to $use, $type',
  async ({ home, use, halved, files, type, name }) => {
    if (!runs(home) || !runs(use)) return;
    const cache = await freshCache();
    const root = await repository({ 'portability.yml': `runtimes:\n  - ${home}\n  ${halved}\n`, ...files });
    try {
      const { stdout, stderr } = await portability(['run', '--json', '-'], root, { PORTABILITY_CACHE: cache });
      const { cells } = resultsSchema.parse(JSON.parse(stdout));
      const cell = cells.find(({ runtime }) => runtime === 'halved');
      expect(cell?.state, stderr).toBe('drift');
      expect(cell?.located, JSON.stringify(cell)).toMatchObject({
        ...{
          layers: true,
          reference: home,
          operators: [{ certain: false, type, name: expect.stringMatching(name ?? '') }],
        },
      });
      expect(cell?.located?.operators[0]?.off).toMatch(
        /^it is off by .* of its size, what the layers before it make by at most (?:0|\d(?:\.\d)?e-[78])$/,
      );
    } finally {
      for (const folder of [cache, root]) await rm(folder, { recursive: true, force: true });
    }
  },
);
