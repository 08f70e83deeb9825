const { cpSync, mkdirSync, readdirSync } = require('node:fs');
const { join, resolve } = require('node:path');
const { GITHUB_WORKSPACE, INPUT_PATH, INPUT_PATTERN, STAND_IN_STORE } = process.env;
const fits = new RegExp(`^${INPUT_PATTERN.replaceAll('*', '.*')}$`);
const target = resolve(GITHUB_WORKSPACE, INPUT_PATH);
mkdirSync(target, { recursive: true });
const found = readdirSync(STAND_IN_STORE).filter((name) => fits.test(name));
// Of several artifacts each has its folder; a single one has none, as in actions/download-artifact.
for (const name of found)
  cpSync(join(STAND_IN_STORE, name), found.length === 1 ? target : join(target, name), { recursive: true });
