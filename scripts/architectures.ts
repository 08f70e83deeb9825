// `npm run architectures [-- --networks Vgg,Encoder] [--columns openvino,mnn]`: runs twenty networks, or those named, each
// as code, as ONNX and as an exported program, on every runtime, lets a program that uses numpy alone look at the outputs,
// and writes docs/architectures.md, which says which networks they are. With columns the document is printed instead. The
// first time, it downloads gigabytes of packages; a network takes minutes.
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
  const text = architecturesSection({ cells, distances: await withinRounding(ROOT, host), networks, columns });
  if (values.columns === undefined) writeGeneratedPart('docs/architectures.md', 'scripts/architectures.ts', text);
  else console.log(text);
}, ROOT);
