/** What other programs get of a red run. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { portability, repository } from './cli.js';
import { denseRepository } from './dense-repository.js';
import { pypiProgram } from './pypi-program.js';

const CONFIG = [
  'runtimes:',
  '  - onnxruntime-node',
  '  - onnxruntime-web',
  'models:',
  '  - path: models/dense.onnx',
  '',
];

/** Reads a log as another implementation of the standard understands it, and prints what it found. */
const READER = `
import json, sys
from sarif_pydantic import Sarif
log = Sarif.model_validate_json(open(sys.argv[1], encoding="utf-8").read())
[run] = log.runs
places = [result.locations[0].physical_location for result in run.results]
print(json.dumps({
    "version": log.version,
    "rules": [rule.id for rule in run.tool.driver.rules],
    "places": [[place.artifact_location.uri, place.region.start_line] for place in places],
}))
`;

test('JUnit, SARIF and a badge', async () => {
  const files = await denseRepository({ model: 2, golden: 1 });
  const root = await repository({ ...files, 'portability.yml': CONFIG.join('\n') });
  const args = ['run', '--junit', 'out/junit.xml', '--sarif', 'out/report.sarif', '--badge', '-'];
  const { code, stdout } = await portability(args, root);
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({ message: '2 of 2 failing', color: 'red' });
  expect(readFileSync(join(root, 'out/junit.xml'), 'utf8')).toMatch(
    /^<testsuites name="portability" tests="2" failures="2"/m,
  );
  const python = await pypiProgram('sarif-pydantic==0.6.2', 'python');
  const read = await promisify(execFile)(python, ['-c', READER, join(root, 'out/report.sarif')]);
  const { version, rules, places } = JSON.parse(read.stdout);
  expect(version).toBe('2.1.0');
  expect(rules).toHaveLength(1);
  expect(places).toEqual([['portability.yml', 5]]);
});
