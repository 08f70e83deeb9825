// `npm run architectures [-- --networks Vgg,Encoder] [--columns openvino,mnn]`: runs twenty networks, each as code, as ONNX
// and as an exported program, on every runtime, lets a program that uses numpy alone look at the outputs, and writes
// docs/architectures.md. With either option the document is printed instead. The first time, it downloads gigabytes of
// packages.
import { parseArgs } from 'node:util';
import { columns as all } from './architectures/columns.js';
import { architecturesSection } from './architectures/document.js';
import { NETWORKS } from './architectures/networks.js';
import { architecturesRepository } from './architectures/repository.js';
import { tryArchitectures } from './architectures/try-architectures.js';
import { withinRounding } from './architectures/within-rounding.js';
import { writeGeneratedPart } from './generated-part.js';
import { withGate } from './with-gate.js';

const ROOT = '.cache/architectures';
const { values } = parseArgs({ options: { networks: { type: 'string' }, columns: { type: 'string' } } });
const networks = values.networks?.split(',') ?? Object.values(NETWORKS).flat();
const columns = values.columns?.split(',') ?? all;

await withGate(async (host) => {
  await architecturesRepository(ROOT, networks, columns, host);
  const cells = await tryArchitectures(host);
  const text = architecturesSection(cells, await withinRounding(ROOT, host), columns);
  if (values.networks === undefined && values.columns === undefined)
    writeGeneratedPart('docs/architectures.md', 'scripts/architectures.ts', text);
  else console.log(text);
}, ROOT);
