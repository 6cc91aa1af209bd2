import { describe, expect, it } from 'vitest';
import { InvariantError } from '../../../src/base/errors.js';
import { guarded, storeFault } from '../../../src/database/store-fault.js';

describe('a storage fault', () => {
  it.each([
    ['SQLITE_CORRUPT', 'store.corrupt'],
    ['SQLITE_CORRUPT_INDEX', 'store.corrupt'],
    ['SQLITE_NOTADB', 'store.not-a-database'],
    ['SQLITE_BUSY', 'store.locked'],
    ['SQLITE_BUSY_SNAPSHOT', 'store.locked'],
    ['SQLITE_READONLY_DIRECTORY', 'store.readonly'],
    ['EROFS', 'store.readonly'],
    ['EACCES', 'store.readonly'],
    ['SQLITE_FULL', 'store.full'],
    ['ENOSPC', 'store.full'],
    ['SQLITE_IOERR_SHMSIZE', 'store.full'],
    ['SQLITE_IOERR_FSYNC', 'store.io'],
    ['SQLITE_CANTOPEN', 'store.io'],
    ['EISDIR', 'store.io'],
  ])('%s is %s, with a remedy', (code, wanted) => {
    const cause = Object.assign(new Error('why'), { code });
    const fault = storeFault(cause, '/var/lib/x.db');
    expect(fault).toMatchObject({ code: wanted, cause, context: { path: '/var/lib/x.db', sqliteCode: code } });
    expect(fault.message).toMatch(/^\/var\/lib\/x\.db .*\(why\)$/);
    expect(fault.remedy).toMatch(/\.$/);
  });

  it('is damage when stored JSON does not parse', () => {
    expect(() => guarded('/x', () => JSON.parse('{'))).toThrow(expect.objectContaining({ code: 'store.corrupt' }));
  });

  it('keeps a terminal error as it is', () => {
    const error = new InvariantError('some.code', 'text');
    expect(() =>
      guarded('/x', () => {
        throw error;
      }),
    ).toThrow(error);
  });
});
