import { z } from 'zod';
import { lockSchema } from '../../src/baseline/lock-schema.js';
import { configSchema } from '../../src/config/schema.js';
import { resultsSchema } from '../../src/results/schema.js';
import type { GeneratedFile } from './generated-file.js';

/** JSON schemas of the documents, from the zod schemas that the program itself uses. */
export function schemas(): GeneratedFile[] {
  return [
    // As a user writes it, before defaults; the others as the program writes them.
    schemaFile('config', 'Configuration', configSchema, 'input'),
    schemaFile('results', 'Results', resultsSchema, 'output'),
    schemaFile('lock', 'Baseline', lockSchema, 'output'),
  ];
}

function schemaFile(name: string, what: string, schema: z.ZodType, io: 'input' | 'output'): GeneratedFile {
  const title = `${what} of the Model Portability Gate`;
  const content = { title, ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }) };
  return { path: `schema/${name}.schema.json`, text: `${JSON.stringify(content, null, 2)}\n` };
}
