// `npm run onnx-node-cases`: the node test cases of the onnx package on ONNX Runtime, through the project's own worker and
// comparison; writes docs/onnx-node-cases.md. Takes a minute or two.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeGeneratedPart } from './generated-part.js';
import { casesSection } from './onnx-node-cases/document.js';
import { exportCases } from './onnx-node-cases/export-cases.js';
import { runCases } from './onnx-node-cases/run-cases.js';
import { withGate } from './with-gate.js';

const results = await withGate(async (host) => {
  const cwd = join(host.scratch, 'cases');
  mkdirSync(cwd);
  const cases = await exportCases(cwd, host);
  return runCases(cases, ['onnxruntime-node', 'onnx-reference', 'openvino', 'onnxruntime'], { ...host, cwd });
});
writeGeneratedPart('docs/onnx-node-cases.md', 'scripts/onnx-node-cases.ts', casesSection(results));
