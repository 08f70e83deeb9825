// JSON schemas of the configuration, the results document and the baseline, from the zod schemas that the program itself uses.
import { mkdirSync, writeFileSync } from 'node:fs';
import { z } from 'zod';

export async function generateSchemas() {
  const { configSchema } = await import('../lib/config/schema.js');
  const { lockSchema } = await import('../lib/baseline/lock-schema.js');
  const { resultsSchema } = await import('../lib/results/schema.js');
  mkdirSync('schema', { recursive: true });
  const write = (name, title, schema, io) =>
    writeFileSync(
      `schema/${name}.schema.json`,
      `${JSON.stringify({ title, ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }) }, null, 2)}\n`,
    );
  // What a person writes (before defaults), and what the program writes.
  write('config', 'Configuration of the Model Portability Gate', configSchema, 'input');
  write('results', 'Results of the Model Portability Gate', resultsSchema, 'output');
  write('lock', 'Baseline of the Model Portability Gate', lockSchema, 'output');
}
