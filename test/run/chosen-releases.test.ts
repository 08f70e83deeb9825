import { expect, test } from 'vitest';
import { InfrastructureError, UserError } from '../../src/errors.js';
import { referenceColumn } from '../../src/plan/column.js';
import { prepareChosenReleases } from '../../src/run/chosen-releases.js';
import { runtime } from '../plan/facts.js';

const column = (id: string, version?: string) => ({ ...referenceColumn(runtime('ort')), id, version });
const columns = [column('pinned'), column('fine', '1.20.1'), column('nine', '9.9.9'), column('eight', '8.8.8')];

test('every chosen release that does not exist is said, with its column; others are not prepared ahead', async () => {
  const prepared: string[] = [];
  const preparing = prepareChosenReleases(columns, async ({ id, version }) => {
    prepared.push(id);
    if (id !== 'fine') throw new UserError({ what: `ort ${version} does not exist`, where: 'runtime ort' });
  });
  await expect(preparing).rejects.toThrow(
    'runtimes: column nine: ort 9.9.9 does not exist\nruntimes: column eight: ort 8.8.8 does not exist',
  );
  expect(prepared).toEqual(['fine', 'nine', 'eight']);
});

test('what is no mistake of the user is thrown as it is', async () => {
  const lost = new InfrastructureError({ what: 'no network' });
  await expect(prepareChosenReleases(columns, () => Promise.reject(lost))).rejects.toBe(lost);
  await expect(prepareChosenReleases([column('pinned')], () => Promise.reject(lost))).resolves.toBeUndefined();
});
