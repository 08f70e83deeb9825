// `node scripts/onnx-node-cases.mjs`: the node test cases of the onnx package on ONNX Runtime, through the project's own
// worker and comparison; writes docs/onnx-node-cases.md. Needs `node scripts/build.mjs` first; takes a minute or two.
import { join } from 'node:path';
import { createHost, disposeHost } from '../lib/host/create-host.js';
import { terminalLog } from '../lib/host/terminal-log.js';
import { casesSection } from './onnx-node-cases/document.mjs';
import { runCases } from './onnx-node-cases/run-cases.mjs';
import { writeGenerated } from './write-generated.mjs';

const log = terminalLog({ stream: process.stderr, colour: false, verbose: false });
const host = createHost({ assets: join(import.meta.dirname, '..', 'lib'), log });
try {
  writeGenerated('docs/onnx-node-cases.md', 'scripts/onnx-node-cases.mjs', casesSection(await runCases(host)));
} finally {
  disposeHost(host);
}
