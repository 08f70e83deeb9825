import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { operatorsSection } from '../../../scripts/operators/document.js';
import { KNOWN_FAULTS } from '../../../scripts/operators/known-faults.js';
import { studyFaults } from '../../../scripts/operators/study.js';
import { createHost, disposeHost } from '../../../src/host/create-host.js';
import { silent } from '../../../src/host/log.js';

test('a fault is replayed, made smaller and written to a folder whose script shows it', async () => {
  const root = mkdtempSync(join(tmpdir(), 'operators-'));
  const host = createHost({ assets: resolve('lib'), cwd: join(root, 'repository'), log: silent });
  onTestFinished(() => {
    disposeHost(host);
    rmSync(root, { recursive: true, force: true });
  });
  const faults = KNOWN_FAULTS.filter(({ id }) => id === 'batch-norm-9');
  const study = await studyFaults(faults, join(root, 'operators'), host);
  expect(operatorsSection(study)).toMatch(/\| BatchNormalization \| ONNX reference evaluator .* \| shows it \|$/);
});
