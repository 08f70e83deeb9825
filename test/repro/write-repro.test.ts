import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { BytesInMemory } from '../../src/bytes/byte-reader.js';
import { readNpz } from '../../src/golden/npz.js';
import { readValueProto } from '../../src/golden/value-proto.js';
import { readOnnxModel } from '../../src/onnx/onnx-model.js';
import { writeRepro } from '../../src/repro/write-repro.js';
import { columnOf, replayedPrelu, stepOf } from './replayed-prelu.js';

const ASSETS = { assets: resolve('src') };

async function written(replayed: Parameters<typeof writeRepro>[0]) {
  const folder = mkdtempSync(join(tmpdir(), 'repro-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = await writeRepro(replayed, folder, ASSETS);
  return { folder, files, text: (name: string) => readFileSync(join(folder, name), 'utf8') };
}

test('the folder has the model, its values twice, a script and the text of a report', async () => {
  const { folder, files } = await written(replayedPrelu(await columnOf('openvino')));
  expect(files).toEqual([
    'README.md',
    'candidate.npz',
    'case.json',
    'inputs.npz',
    'model.onnx',
    'reference.npz',
    'run.py',
    'test_data_set_0/input_0.pb',
    'test_data_set_0/output_0.pb',
  ]);
  const model = readOnnxModel(join(folder, 'model.onnx'));
  expect('fault' in model ? [] : model.signature.inputs.map(({ name }) => name)).toEqual(['/net/x']);
  const archive = await readNpz(new BytesInMemory(readFileSync(join(folder, 'inputs.npz'))));
  // A path cannot be the name of an array in an archive.
  expect([...archive.keys()]).toEqual(['input_0']);
  const proto = readValueProto(readFileSync(join(folder, 'test_data_set_0/input_0.pb')), 'tensor');
  expect([proto.name, proto.value]).toEqual(['/net/x', archive.get('input_0')]);
});

test('the same fault gives the same bytes', async () => {
  const replayed = replayedPrelu(await columnOf('openvino'));
  const [one, other] = [await written(replayed), await written(replayed)];
  for (const name of one.files)
    expect(readFileSync(join(one.folder, name)).equals(readFileSync(join(other.folder, name)))).toBe(true);
  expect(readdirSync(one.folder).sort()).toEqual(readdirSync(other.folder).sort());
});

test('the report says what is expected, what is seen, as if what, and who is right', async () => {
  const { text } = await written(replayedPrelu(await columnOf('openvino')));
  const report = text('README.md');
  expect(report).toMatch(/^# PRelu on OpenVINO 9\.9\.9: as if the slope ran along the channels\n/);
  expect(report).toContain('the slope broadcasts from the last axis on');
  expect(report).toContain('420,000× the rounding noise');
  expect(report).toContain('In float64 the reference is confirmed.');
  expect(report).toContain('- B could not compute it: no kernel.');
  expect(report).toContain('It holds 2 numbers of weights: those that this operator reads, and no others.');
  expect(report).not.toContain('/nowhere');
});

test.each([
  ['candidate', '# PRelu on OpenVINO 9.9.9: wrong result\n'],
  ['both', '# PRelu on OpenVINO 9.9.9: wrong result\n'],
  ['meaning', '# PRelu on OpenVINO 9.9.9: another result than that of onnxruntime-node\n'],
  ['unknown', '# PRelu on OpenVINO 9.9.9: another result than that of onnxruntime-node\n'],
] as const)('without a cause the title says only what is known: %s', async (verdict, title) => {
  const replayed = replayedPrelu(await columnOf('openvino'));
  const { truth } = replayed.outcome;
  const outcome = { ...replayed.outcome, causes: [], truth: truth === null ? null : { ...truth, verdict } };
  const { text } = await written({ ...replayed, outcome });
  expect(text('README.md').startsWith(title)).toBe(true);
});

test('of several operators each has its own attributes', async () => {
  const replayed = replayedPrelu(await columnOf('openvino'));
  const { evidence } = replayed;
  if (evidence === null) throw new Error('it shows the fault');
  const conv = {
    opType: 'Conv',
    attribute: [
      { name: 'kernel_shape', type: 7, ints: [3, 3] },
      { name: 'group', type: 2, i: 2 },
    ],
  };
  const alone = { ...evidence.alone, nodes: [conv, ...evidence.alone.nodes] as const };
  const outcome = { ...replayed.outcome, operators: ['Conv', 'PRelu'] };
  const { text } = await written({ ...replayed, outcome, evidence: { ...evidence, alone } });
  expect(text('README.md')).toMatch(
    /has operators that fail only together, of version \d+ of ai\.onnx: `Conv` with .*kernel_shape.*group.*; `PRelu`\. It reads/,
  );
  expect(text('README.md')).toContain('those that these operators read, and no others.');
});

test('the script has the lines of the converter and of the runtime, and pins both', async () => {
  const { text } = await written(replayedPrelu(await columnOf('iree'), [await stepOf('iree-from-onnx')]));
  const script = text('run.py');
  expect(script).toMatch(/^# \/\/\/ script\n# requires-python = ">=3\.11"\n/);
  expect(script).toMatch(/# dependencies = \["iree-base-compiler==[\d.]+", "iree-base-runtime==[\d.]+", "numpy==/);
  expect(script).toContain('def convert_1(source, options):');
  expect(script).toContain('def run(model, inputs, outputs, options):');
  expect(script).toContain('sys.exit(main([convert_1], run))');
  expect(script).not.toContain('portability');
  expect(text('README.md')).toMatch(/^- IREE compiler /m);
});

test('without such lines, it compares outputs that were made by hand and says how', async () => {
  const { text } = await written(replayedPrelu(await columnOf('ncnn'), [await stepOf('ncnn-from-pytorch-or-onnx')]));
  const script = text('run.py');
  expect(script).toContain('sys.exit(main_by_hand(sys.argv[1:], ADVICE))');
  expect(script).toContain('Run model.onnx on ncnn after converting it with');
  expect(script).toContain('# dependencies = ["numpy"]');
  for (const one of [script, text('README.md')]) {
    expect(one).toMatch(/pip install numpy\n *python run\.py outputs\.npz\n/);
    expect(one).toContain('and 2 without the outputs');
  }
});

test('an operator that is right by itself has no folder', async () => {
  const replayed = { ...replayedPrelu(await columnOf('openvino')), evidence: null };
  expect((await written(replayed)).files).toEqual([]);
});
