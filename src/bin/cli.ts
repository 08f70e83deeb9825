#!/usr/bin/env node
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { supervise } from './supervise.js';

await supervise({
  program: join(dirname(fileURLToPath(import.meta.url)), 'program.js'),
  args: process.argv.slice(2),
  // It takes half a second where the machine is not busy with other things.
  reportMs: 10_000,
});
