import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { operationsService } from '@opsledger/operations';
import { abandonMigration, migrateInstallation } from '@opsledger/platform/migration';
import { temporaryFolder } from '@opsledger/testing';
import { hostedServices } from './hosted-services.js';
import { TestInstallation, type Answer, type Json } from './testing/test-installation.js';

const services = hostedServices.map(({ definition }) => definition);
const operationAggregate = operationsService.aggregates[0]!;
const LETTERS = join(__dirname, '../../cli/demo/letters.ndjson');
const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' };

/** What is asked before and after; with what says when, the answer is the same for ever. */
const QUESTIONS = [
  '/v1/operations?limit=500&exercise=include',
  '/v1/operations?limit=500&sort=-knownAt',
  '/v1/activities?limit=500&exercise=include',
  '/v1/bases?limit=500',
  '/v1/standbys?limit=500&exercise=include',
  '/v1/priority-areas?limit=500',
  '/v1/stated-figures?limit=500',
  '/v1/assessments?limit=500',
  '/v1/operations?limit=500&asOf=2021-01-01T00:00:00Z',
  '/v1/operations?limit=500&asOf=2022-06-30T00:00:00Z&validAt=2022-03-01T00:00:00Z',
  '/v1/operations/board?asOf=2022-06-30T00:00:00Z',
  '/v1/activities?limit=500&asOf=2021-01-01T00:00:00Z',
  '/v1/operations/OP-2020-0003',
  '/v1/operations/OP-2020-0003/history',
  '/v1/operations/buffalo-that-is-not-there',
  '/v1/figures?from=2022-01-01&to=2022-03-31&asOf=2022-06-30T00:00:00Z',
  '/v1/events?limit=1000',
  '/v1/events?limit=10&after=20&type=opsledger.operations.activity-reported.v1',
  '/v1/consumers/operations/parked',
] as const;

describe('An installation that outgrew its machine', () => {
  let clock: string | undefined;
  const now = (): string => clock ?? new Date().toISOString();
  const folder = temporaryFolder();
  const address = (): string => {
    const uri = new URL(process.env['MONGODB_URI']!);
    uri.pathname = `/${basename(folder.path)}`;
    return uri.href;
  };
  let system: TestInstallation;
  const place = () => ({ dataFolder: folder.path, mongodbUri: address(), services });
  const startEmbedded = () => TestInstallation.start(folder, now, 'embedded');
  const startDistributed = () => TestInstallation.start(folder, now, 'distributed');

  type Sent = readonly [path: string, key: string, body: object, as: 'planner' | 'ops-officer' | 'watch-officer'];
  const sent: (readonly [Sent, Answer<Json>])[] = [];
  const send = ([path, key, body, as]: Sent): Promise<Answer<Json>> =>
    system.send('POST', path, { as, body, headers: { 'idempotency-key': key } });
  const command = async (...given: Sent): Promise<Json> => {
    const answer = await send(given);
    sent.push([given, answer]);
    return answer.body;
  };
  const until = async (isThere: () => Promise<boolean>): Promise<void> => {
    for (const end = Date.now() + 20_000; !(await isThere()); await setTimeout(20))
      if (Date.now() > end) throw new Error('This does not come');
  };
  const overdueOf = async (id: string): Promise<number> =>
    (await system.send('GET', `/v1/standbys/${id}`, { as: 'ops-officer' })).body['overdue'].length;
  const firedOf = async (id: string): Promise<number> =>
    (await system.send('GET', `/v1/standbys/${id}/history`, { as: 'ops-officer' })).body['data'].filter(
      ({ type }: Json) => type.includes('deadline'),
    ).length;

  const later = (hours: number): string => new Date(Date.now() + hours * 3_600_000).toISOString();
  const answersOf = async (): Promise<Record<string, unknown>> => {
    const answers: Record<string, unknown> = {};
    for (const question of QUESTIONS) {
      const { status, body, headers } = await system.send('GET', question, { as: 'auditor' });
      const { requestId: _, ...said } = body as Record<string, unknown>;
      answers[question] = { status, said, etag: headers['etag'], stale: headers['opsledger-stale'] };
    }
    return answers;
  };

  let before: Record<string, unknown>;
  let firstPage: Answer<Json>;
  let [fired, unfired] = ['', ''];
  let defect: jest.SpyInstance;
  let head: number;

  beforeAll(async () => {
    system = await startEmbedded();
    const rows = readFileSync(LETTERS, 'utf8')
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as object);
    await system.importRows(rows);
    const godwit = await command('/v1/operations', 'new-godwit', { name: 'Godwit', exercise: true }, 'planner');
    await command('/v1/operations', 'taken', { name: 'BÚFFALO' }, 'planner');
    await command(`/v1/operations/${godwit.id}/actions/cancel`, 'cancel-godwit', { reason: 'weather' }, 'ops-officer');
    await command('/v1/operations', 'godwit-again', { name: 'Godwit', exercise: true }, 'planner');
    const heron = await command('/v1/operations', 'new-heron', { name: 'Heron' }, 'planner');
    const base = await command('/v1/bases', 'new-base', { place: { asStated: 'Hombori' } }, 'planner');
    await command(
      `/v1/bases/${base.id}/actions/correct`,
      'correct-base',
      { version: 1, reason: 'typo', shouldHaveOccurredAt: '2020-01-01' },
      'ops-officer',
    );
    const standby = async (key: string, to: string): Promise<string> => {
      const body = { team: `Team ${key}`, noticeToMoveHours: 48, to: { edtf: to } };
      const { id } = await command('/v1/standbys', key, body, 'ops-officer');
      await command(`/v1/standbys/${id}/actions/achieve`, `achieve-${key}`, {}, 'ops-officer');
      return id as string;
    };
    const day = (hours: number): string => later(hours).slice(0, 10);
    fired = await standby('standby-1', day(24));
    unfired = await standby('standby-2', day(96));
    clock = later(72);
    await until(async () => (await overdueOf(fired)) === 1);
    await system.importRows([
      {
        ...{ key: 'row-1', command: 'report-operation', occurredAt: '2022-01', knownAt: '2022-02-01T00:00:00Z' },
        ...{ source: letter, data: { name: 'Owl', status: 'UNKNOWN', statusAsStated: 'x' } },
      },
    ]);

    const { evolve } = operationAggregate.projection;
    defect = jest
      .spyOn(operationAggregate.projection as { evolve: typeof evolve }, 'evolve')
      .mockImplementation((document, event) => {
        if (event.type.includes('operation-planned')) throw new TypeError('plans are not understood');
        return evolve(document, event);
      });
    const plan = { type: 'patrol', plannedStart: { edtf: '2027' } };
    // Its own answer cannot be shown either.
    await send([`/v1/operations/${heron.id}/actions/plan`, 'plan-heron', plan, 'planner']);
    await until(
      async () =>
        (await system.send('GET', '/v1/consumers/operations/parked', { as: 'admin' })).body['data'].length === 1,
    );
    before = await answersOf();
    firstPage = await system.send('GET', '/v1/operations?limit=4', { as: 'viewer' });
    head = await system.head();
  });
  afterAll(async () => {
    defect.mockRestore();
    await system.remove();
  });

  it('is not moved while it runs', async () => {
    expect(sent.map(([, { status }]) => status)).toEqual([201, 422, 200, 201, 201, 201, 200, 201, 200, 201, 200]);
    expect(head).toBeGreaterThan(75);
    await expect(migrateInstallation(place())).rejects.toMatchObject({ name: 'DataFolderInUse' });
  });

  it('goes back as long as nothing was moved or written: the old log is open again', async () => {
    await system.close();
    const elsewhere = { ...place(), mongodbUri: address().replace('/opsledger-', '/opsledger-given-up-') };
    await expect(abandonMigration(elsewhere)).rejects.toMatchObject({ reason: 'NOTHING_TO_GIVE_UP' });
    expect(await migrateInstallation(elsewhere)).toMatchObject({ head });
    await expect(startEmbedded()).rejects.toThrow(/sealed.*PROFILE=distributed.*--abandon/);
    await expect(abandonMigration(place())).rejects.toMatchObject({ reason: 'HANDED_OVER_ELSEWHERE' });
    expect(await abandonMigration(elsewhere)).toEqual({ wasTargetReached: true });
    await expect(migrateInstallation(elsewhere)).rejects.toMatchObject({ reason: 'GIVEN_UP' });
    system = await startEmbedded();
    expect(await system.head()).toBe(head);
  });

  it('is moved, and compared in every stream and every read model', async () => {
    await system.close();
    const report = (await migrateInstallation(place()))!;
    expect(report).toMatchObject({ head, log: { events: head, differences: 0 }, actors: { differences: 0 } });
    expect(report.log.commits).toBeGreaterThan(60);
    expect(report.actors.entries).toBeGreaterThan(4);
    expect(report.readModels.filter(({ differences }) => differences > 0)).toEqual([]);
    const [operations] = report.readModels;
    expect(operations).toMatchObject({ name: 'operations', parked: 1, handled: 0 });
    expect(report.readModels.reduce((sum, { versions }) => sum + versions, 0)).toBeGreaterThan(report.log.events);
    expect(await migrateInstallation(place())).toBeUndefined();
  });

  it('refuses to start on the old log', async () => {
    await expect(startEmbedded()).rejects.toThrow(/events\.db was sealed at/);
  });

  it('gives the same answers where it is now, with what was set aside and why', async () => {
    system = await startDistributed();
    await until(async () => (await system.send('GET', '/readyz')).status === 200);
    expect(await answersOf()).toEqual(before);
    const { next } = firstPage.body.page;
    const second = await system.send('GET', `/v1/operations?limit=4&cursor=${encodeURIComponent(next)}`, {
      as: 'viewer',
    });
    expect(second.status).toBe(200);
    expect(second.body['data'].length).toBe(4);
  });

  it('knows every key: what was answered is answered so again, and nothing happens', async () => {
    for (const [given, { status, body }] of sent) {
      const again = await send(given);
      const shown = ({ requestId: _, ...answer }: Json): unknown => answer;
      expect([given[1], again.status, shown(again.body)]).toEqual([given[1], status, shown(body)]);
    }
    const [[path, , , as]] = sent[0]!;
    const other = await send([path, 'new-godwit', { name: 'Another' }, as]);
    expect([other.status, other.body.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    expect(await system.head()).toBe(head);
  });

  it('holds the claims that were held, and not those that were released', async () => {
    const names = async (name: string, exercise = false): Promise<number> =>
      (await system.send('POST', '/v1/operations', { as: 'planner', body: { name, ...(exercise && { exercise }) } }))
        .status;
    expect([await names('buffalo'), await names('GODWIT', true)]).toEqual([422, 422]);
    expect(await system.head()).toBe(head);
  });

  it('fires a deadline once: one that has fired not again, one that has not when it is due', async () => {
    clock = later(140);
    await until(async () => (await overdueOf(unfired)) === 1);
    expect([await firedOf(fired), await firedOf(unfired)]).toEqual([1, 1]);
    expect(await system.head()).toBe(head + 1);
  });

  it('goes on at the next position and the next refusal', async () => {
    const refusals = await system.installation.log.readRefusals(0, 1_000);
    expect(refusals.map(({ sequence }) => sequence)).toEqual(refusals.map((_, index) => index + 1));
    const { body } = await system.send('POST', '/v1/operations', { as: 'planner', body: { name: 'Kestrel' } });
    expect(await system.head()).toBe(head + 2);
    const events = await system.send('GET', `/v1/events?after=${head}`, { as: 'auditor' });
    expect(events.body['data'].map(({ position, subject }: Json) => [position, subject])).toEqual([
      [String(head + 1), `standby-${unfired}`],
      [String(head + 2), `operation-${body['id']}`],
    ]);
  });

  it('brings back what was set aside, once it can be shown', async () => {
    defect.mockRestore();
    const stream = ((before['/v1/consumers/operations/parked'] as Json).said.data as Json)[0].stream;
    const answer = await system.send('POST', `/v1/consumers/operations/parked/${stream}/actions/redrive`, {
      as: 'admin',
    });
    expect(answer.body).toEqual({ outcome: 'handled' });
  });

  it('does not go back any more', async () => {
    await system.close();
    await expect(abandonMigration(place())).rejects.toMatchObject({ reason: 'TARGET_HAS_GONE_ON' });
    await expect(startEmbedded()).rejects.toThrow(/sealed/);
    system = await startDistributed();
    expect((await system.send('POST', '/v1/operations', { as: 'planner', body: { name: 'Merlin' } })).status).toBe(201);
  });
});
