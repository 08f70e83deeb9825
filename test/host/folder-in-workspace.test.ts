import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { folderInWorkspace } from '../../src/host/folder-in-workspace.js';

const workspace = resolve('workspace');

test.each([
  ['the root', workspace, ''],
  ['a folder', join(workspace, 'services', 'eyes'), 'services/eyes'],
  ['a folder whose name begins with dots', join(workspace, '.github'), '.github'],
  ['a folder outside', resolve('elsewhere'), ''],
])('%s', (_, folder, expected) => {
  expect(folderInWorkspace(workspace, folder)).toBe(expected);
});

test('outside of a runner every folder is a root', () => {
  expect([folderInWorkspace(undefined, workspace), folderInWorkspace('', workspace)]).toEqual(['', '']);
});
