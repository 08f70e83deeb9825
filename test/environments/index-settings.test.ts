import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { indexSettings } from '../../src/environments/index-settings.js';
import type { Host } from '../../src/host/host.js';
import { freshFolder, hostIn } from './host.js';

const settings = (pip: Record<string, string>, env: Host['env'] = {}, uvConfigured = false, cwd = '/nowhere') =>
  indexSettings(new Map(Object.entries(pip)), uvConfigured, hostIn(cwd, { env }));

test("pip's index becomes uv's, and messages do not tell its password", () => {
  const { env, args, description } = settings({ 'index-url': 'https://me:secret@mirror/simple' });
  expect(env).toMatchObject({ UV_DEFAULT_INDEX: 'https://me:secret@mirror/simple' });
  expect(args).toEqual([]);
  expect(description).toBe('package index https://mirror/simple');
});

test('what the user has told uv stays', () => {
  expect(settings({ 'index-url': 'https://pip/simple' }, { UV_DEFAULT_INDEX: 'https://uv/simple' })).toMatchObject({
    env: { UV_HTTP_TIMEOUT: '30' },
    description: 'package index https://uv/simple',
  });
  expect(settings({ 'index-url': 'https://pip/simple' }, { UV_INDEX_URL: 'https://uv/simple' }).env).not.toHaveProperty(
    'UV_DEFAULT_INDEX',
  );
  expect(settings({ timeout: '5' }, { UV_HTTP_TIMEOUT: '7' }).env).not.toHaveProperty('UV_HTTP_TIMEOUT');
});

test("uv's own configuration file decides where packages come from, not how they are reached", () => {
  const { env, args, description } = settings(
    { 'index-url': 'https://pip/simple', 'no-index': '1', 'trusted-host': 'a b' },
    {},
    true,
  );
  expect(env).toEqual({ UV_INSECURE_HOST: 'a b', UV_HTTP_TIMEOUT: '30' });
  expect(args).toEqual([]);
  expect(description).toContain("uv's configuration file");
});

test('of several indexes the best version is taken, as pip does', () => {
  const { env } = settings({ 'extra-index-url': 'https://one/simple\nhttps://two/simple' });
  expect(env).toMatchObject({
    UV_EXTRA_INDEX_URL: 'https://one/simple https://two/simple',
    UV_INDEX_STRATEGY: 'unsafe-best-match',
  });
});

test('folders that do not exist are left out: uv would refuse them', async () => {
  const cwd = await freshFolder();
  await mkdir(join(cwd, 'wheels'));
  const places = `wheels missing ${pathToFileURL(join(cwd, 'wheels'))} ${pathToFileURL(join(cwd, 'gone'))} https://files/`;
  const { env } = settings({ 'find-links': places, 'extra-index-url': 'file:///never/there' }, {}, false, cwd);
  expect(env.UV_FIND_LINKS).toBe(`wheels,${pathToFileURL(join(cwd, 'wheels'))},https://files/`);
  expect(env).not.toHaveProperty('UV_EXTRA_INDEX_URL');
});

test('no-index is an argument of uv', () => {
  expect(settings({ 'no-index': 'true' }).args).toEqual(['--no-index']);
});

test('a proxy and a certificate are passed on unless there are others', async () => {
  const cwd = await freshFolder();
  expect(settings({ proxy: 'http://proxy:1', cert: cwd }).env).toMatchObject({
    HTTPS_PROXY: 'http://proxy:1',
    SSL_CERT_FILE: cwd,
  });
  expect(settings({ proxy: 'http://proxy:1' }, { https_proxy: 'http://mine' }).env).not.toHaveProperty('HTTPS_PROXY');
});
