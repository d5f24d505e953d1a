import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeEach(async () => {
  system = await TestInstallation.start();
  TestInstallation.unknownOutcomes.length = 0;
});
afterEach(() => system.remove());

const propose = (name: string) =>
  system.send('POST', '/v1/operations', { as: 'planner', body: { name }, headers: { 'idempotency-key': name } });

/** Makes the log's file fail as a broken disk would, when it is told to `word`. */
const breakDisk = (word: string): (() => void) => {
  const { database } = system.installation.log as unknown as { database: { exec: (sql: string) => unknown } };
  const exec = database.exec.bind(database);
  database.exec = (sql) => {
    if (sql === word) throw new Error('disk I/O error');
    return exec(sql);
  };
  return () => (database.exec = exec);
};

describe('a disk that fails', () => {
  it('in COMMIT: 503 OUTCOME_UNKNOWN, nothing more is acknowledged or read, and the process is told to end', async () => {
    await propose('Before');
    breakDisk('COMMIT');
    const answers = await Promise.all(['A', 'B', 'C'].map(propose));
    for (const { status, body, headers } of answers)
      expect([status, body['code'], headers['retry-after']]).toEqual([503, 'OUTCOME_UNKNOWN', '5']);
    expect(TestInstallation.unknownOutcomes).toHaveLength(1);
    for (const url of ['/v1/operations', '/v1/operations/OP-2026-0001', '/v1/events']) {
      expect((await system.send<Json>('GET', url, { as: 'planner' })).body).toMatchObject({
        status: 503,
        code: 'OUTCOME_UNKNOWN',
      });
    }
    expect((await propose('D')).status).toBe(503);
  });

  it('before COMMIT: 503 LOG_UNAVAILABLE, nothing is written, and the same request is taken once the disk is well', async () => {
    const mend = breakDisk('BEGIN IMMEDIATE');
    expect((await propose('A')).body).toMatchObject({ status: 503, code: 'LOG_UNAVAILABLE' });
    mend();
    expect((await propose('A')).status).toBe(201);
    expect(await system.head()).toBe(1);
    expect(TestInstallation.unknownOutcomes).toEqual([]);
  });
});
