const { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { INPUT_NAME, INPUT_PATH, STAND_IN_ALTERED, STAND_IN_STORE } = process.env;
// As the service: a name has no slash, and what is there cannot be written again.
if (!/^[^"':<>|*?\r\n\\/]+$/.test(INPUT_NAME)) throw new Error(`${INPUT_NAME} is no name of an artifact`);
const target = join(STAND_IN_STORE, INPUT_NAME);
if (existsSync(target)) throw new Error(`(409) an artifact ${INPUT_NAME} already exists in this run`);
if (!existsSync(INPUT_PATH)) throw new Error(`no files in ${INPUT_PATH}`);
cpSync(INPUT_PATH, target, { recursive: true });

// A machine that computes otherwise: the last number of its outputs is another.
if (STAND_IN_ALTERED && INPUT_NAME.includes(STAND_IN_ALTERED))
  for (const path of readdirSync(target, { recursive: true }).filter((name) => name.endsWith('.safetensors'))) {
    const bytes = readFileSync(join(target, path));
    bytes.writeFloatLE(bytes.readFloatLE(bytes.length - 4) * 1.01 + 0.01, bytes.length - 4);
    writeFileSync(join(target, path), bytes);
  }
