import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.js';
import { planSession } from '../../src/plan-session.js';
import { withSession } from '../../src/session.js';
import { freshFolder, hostIn } from '../environments/host.js';
import { buildDenseModel } from '../models/build-model.js';

/** Place and first line of every mistake in a configuration of a folder with two models. */
async function mistakesIn(config: string): Promise<string[]> {
  const folder = await freshFolder();
  mkdirSync(join(folder, 'models'));
  for (const [index, name] of ['a', 'b'].entries())
    writeFileSync(join(folder, 'models', `${name}.onnx`), buildDenseModel(index));
  writeFileSync(join(folder, 'portability.yml'), config);
  try {
    await withSession({}, hostIn(folder), planSession);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [error.explanation, ...error.others].map(({ where, what }) => `${where}: ${what}`);
  }
  return [];
}

test('what names no runtime, file or column of its own has the line of its entry', async () => {
  const config = `runtimes:
  - ONNXruntime-Node
  - { use: onnxruntime, options: { optimisation: basic } }
  - onnxruntime-web
  - onnxruntime-web
models:
  - path: models/aa.onnx
  - id: twice
    path: models/a.onnx
  - models/*.tflite
  - id: twice
    path: models/b.onnx
`;
  expect(await mistakesIn(config)).toEqual([
    'portability.yml:2: no runtime is called "ONNXruntime-Node"; did you mean "onnxruntime-node"?',
    expect.stringMatching(/^portability\.yml:3: options of onnxruntime: unknown option "optimisation"/),
    'portability.yml:5: two columns are called "onnxruntime-web"',
    expect.stringMatching(/^portability\.yml:7: there is no file "models\/aa\.onnx"/),
    'portability.yml:10: no committed file matches the pattern "models/*.tflite"',
    'portability.yml:12: two models have the id "twice"',
  ]);
});

test('an entry that does not fit moves no line', async () => {
  const config = `runtimes:
  - { uses: onnxruntime }
  - onnxruntime-nod
`;
  expect(await mistakesIn(config)).toEqual([
    expect.stringContaining('portability.yml:2: runtimes[1].use'),
    expect.stringContaining('portability.yml:2: unknown key'),
    expect.stringContaining('portability.yml:3: no runtime is called "onnxruntime-nod"'),
  ]);
});

test.skipIf(process.platform === 'win32')('a backslash in the name of a file is part of it', async () => {
  const folder = await freshFolder();
  writeFileSync(join(folder, 'win\\path.onnx'), buildDenseModel());
  writeFileSync(join(folder, 'portability.yml'), 'models: ["win\\\\path.onnx"]\n');
  const plan = await withSession({}, hostIn(folder), planSession);
  expect(plan.models.map(({ model }) => model.forms[0].path)).toEqual(['win\\path.onnx']);
});
