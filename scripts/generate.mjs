// Writes every generated file. `--check` fails when one of them is not what its source says.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { generateNodeRuntimes } from './generate-node-runtimes.mjs';
import { generateOnnxReader } from './generate-onnx-reader.mjs';
import { generateRules } from './generate-rules.mjs';

const files = [
  'src/adapters/node-runtimes.generated.ts',
  'src/compare/rules.generated.ts',
  'src/onnx/proto/onnx.js',
  'src/onnx/proto/onnx.d.ts',
  'schema/results.schema.json',
  'schema/config.schema.json',
  'docs/configuration.md',
  'schema/lock.schema.json',
];
const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};
const before = files.map(read);
generateNodeRuntimes();
generateRules();
generateOnnxReader();
// The compiled program, with its Python files beside it, tells its own schemas and runtimes.
execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: 'inherit' });
await (await import('./generate-schemas.mjs')).generateSchemas();
await (await import('./generate-docs.mjs')).generateDocs();
const stale = files.filter((path, index) => read(path) !== before[index]);
if (process.argv.includes('--check') && stale.length > 0) {
  console.error(`generated files were stale: ${stale.join(', ')}. They are fresh now: commit them.`);
  process.exit(1);
}
