// `npm run onnx-node-cases`: the node test cases of the onnx package on ONNX Runtime, through the project's own worker and
// comparison; writes docs/onnx-node-cases.md. Takes a minute or two.
import { writeGeneratedPart } from './generated-part.js';
import { casesSection } from './onnx-node-cases/document.js';
import { runCases } from './onnx-node-cases/run-cases.js';
import { withGate } from './with-gate.js';

const results = await withGate(runCases);
writeGeneratedPart('docs/onnx-node-cases.md', 'scripts/onnx-node-cases.ts', casesSection(results));
