import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parseCommandRuntime, readCommandRuntime } from '../../src/adapters/command-adapter.js';
import { messageOf } from '../../src/errors.js';

const FILE = resolve('/repository/ci/mine.toml');
const TABLE = `
kind = "runtime"
id = "mine"
title = "Mine"
command = ["./build/runner", "--flag", "../data/table.bin", "plain"]
reads = ["onnx"]
threads = true
dtypes = ["float32"]

[options.fast]
type = "boolean"
default = false
description = "Faster"
`;

function fault(text: string): string {
  try {
    parseCommandRuntime(FILE, text);
  } catch (error) {
    return messageOf(error);
  }
  return 'accepted';
}

test('words that begin with a dot are paths beside the file, and nothing is installed', () => {
  expect(parseCommandRuntime(FILE, TABLE)).toMatchObject({
    id: 'mine',
    language: 'command',
    engine: 'mine',
    file: FILE,
    command: [resolve('/repository/ci/build/runner'), '--flag', resolve('/repository/data/table.bin'), 'plain'],
    dependencies: [],
    options: { fast: { type: 'boolean', default: false, description: 'Faster' } },
  });
});

test('an error names the key', () => {
  expect(fault(TABLE.replace('command =', 'comand ='))).toMatch(/unknown key "comand"; did you mean "command"\?/);
  expect(fault(TABLE.replace(/command.*/, ''))).toMatch(/command: is missing/);
  expect(fault(TABLE.replace(/command.*/, 'command = []'))).toMatch(/command/);
  expect(fault(TABLE.replace('"float32"', '"float31"'))).toMatch(/not an element type; did you mean "float32"/);
  expect(fault('kind = ')).toMatch(/mine\.toml:1: the adapter is not valid TOML/);
});

test('a file that is not there is named', async () => {
  await expect(readCommandRuntime('/nowhere/mine.toml')).rejects.toThrow(/the adapter cannot be read/);
});
