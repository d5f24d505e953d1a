import { TestInstallation, type Json } from './testing/test-installation.js';

let system: TestInstallation;
beforeAll(async () => {
  system = await TestInstallation.start();
});
afterAll(() => system.remove());

type Someone = 'planner' | 'ops-officer' | 'viewer';
const send = (path: string, body: object) => system.send('POST', path, { as: 'ops-officer', body });
const open = async (path: string, body: object): Promise<Json> => (await send(path, body)).body;
const read = async (path: string, as: Someone = 'ops-officer') => (await system.send('GET', path, { as })).body;
const entries = async (path: string, as?: Someone): Promise<readonly Json[]> =>
  ((await read(path, as))['entries'] as readonly Json[]).map(({ id, kind, start, end }) => [
    ...[id, kind, start?.edtf, end?.edtf],
  ]);
/** Until the read model has what was written. */
const waitFor = async (path: string, { headers }: Readonly<{ headers: Record<string, string> }>): Promise<void> => {
  const waiting = { 'opsledger-min-position': headers['opsledger-position']! };
  expect((await system.send('GET', path, { as: 'ops-officer', headers: waiting })).status).toBe(200);
};

const letter = { kind: 'letter', ref: 'Letter dated 1 June 2022' };
const surroundings = { knownAt: '2022-06-02T00:00:00Z', source: letter };
const plain = { sensitivity: 'UNCLASSIFIED' };

describe('U8: The calendar of bases shows dates as precise as they are known, and names what has none', () => {
  const REPORTED = '01a20000-0000-7000-8000-00000000ca01';
  const VAGUE = '01a20000-0000-7000-8000-00000000ca02';
  let base: Json;
  let looked: Json;
  beforeAll(async () => {
    const row = (key: string, id: string, data: object) => ({
      ...{ key, command: 'report-base', id, occurredAt: '/2022-06-01', ...surroundings },
      data: { place: { asStated: 'Ogossogou', adminLevel: 4 }, status: 'ACTIVE', statusAsStated: 'continues', ...data },
    });
    await system.importRows([
      row('C1', REPORTED, { period: { edtf: '2022-03/2022-05', asStated: 'in spring' } }),
      row('C2', VAGUE, {}),
    ]);
    base = await open('/v1/bases', { place: { asStated: 'Hombori' }, occurredAt: '2022-01', ...plain });
    const establish = { occurredAt: '2022-04-02', ...plain };
    await send(`/v1/bases/${base.id}/actions/establish`, establish);
    looked = await open('/v1/bases', { place: { asStated: 'Douentza Cercle' }, occurredAt: '2022-02-03' });
    await waitFor('/v1/bases', await send(`/v1/bases/${looked.id}/actions/amend`, { name: 'Rise', ...plain }));
  });

  it('from recce to what documents report', async () => {
    expect(await entries('/v1/bases/calendar')).toEqual([
      [base.id, 'recce', '2022-01', '2022-04-02'],
      [looked.id, 'recce', '2022-02-03', undefined],
      [REPORTED, 'reported', '2022-03/2022-05', '2022-03/2022-05'],
      [base.id, 'actual', '2022-04-02', undefined],
    ]);
    const { undated, isComplete } = await read('/v1/bases/calendar');
    expect([undated.map(({ id }: Json) => id), isComplete]).toEqual([[VAGUE], true]);
    expect((await read('/v1/bases/calendar'))['entries'][2]).toMatchObject({
      ...{ start: { edtf: '2022-03/2022-05', asStated: 'in spring' }, status: 'ACTIVE', statusAsStated: 'continues' },
    });
  });

  it('of a time: a recce counts in the time in which it was, before the base was there', async () => {
    const { undated } = await read('/v1/bases/calendar?during=2022-01');
    expect(undated.map(({ id }: Json) => id)).toEqual([VAGUE]);
    expect(await entries('/v1/bases/calendar?during=2022-01')).toEqual([[base.id, 'recce', '2022-01', '2022-04-02']]);
    const spring = await entries('/v1/bases/calendar?during=2022-05-02/2022-05-31');
    expect(spring.map(([id, kind]) => [id, kind])).toEqual([
      ...[
        [base.id, 'recce'],
        [looked.id, 'recce'],
        [REPORTED, 'reported'],
      ],
      [base.id, 'actual'],
    ]);
    expect(await entries('/v1/bases/calendar?during=2021')).toEqual([]);
  });

  it('as it was known and as it was; of what the reader is cleared for, and in a place', async () => {
    const then = await entries('/v1/bases/calendar?asOf=2022-06-03T00:00:00Z');
    expect(then.map(([id]) => id)).toEqual([REPORTED]);
    const valid = await entries('/v1/bases/calendar?validAt=2022-02-15T00:00:00Z');
    expect(valid).toEqual([
      [base.id, 'recce', '2022-01', undefined],
      [looked.id, 'recce', '2022-02-03', undefined],
      // Too vague to say that it had not happened.
      [REPORTED, 'reported', '2022-03/2022-05', '2022-03/2022-05'],
    ]);
    const seen = await read('/v1/bases/calendar', 'viewer');
    expect(JSON.stringify(seen)).not.toContain(looked.id);
    expect(seen['entries'].map(({ id }: Json) => id)).toContain(base.id);
    expect(await entries('/v1/bases/calendar?place=Bankass%20Cercle')).toEqual([
      [REPORTED, 'reported', '2022-03/2022-05', '2022-03/2022-05'],
    ]);
  });
});

describe('U8: The calendar of standbys', () => {
  let held: Json;
  let told: Json;
  const NEVER_DATED = '01a20000-0000-7000-8000-00000000ca03';
  beforeAll(async () => {
    const row = { key: 'C3', command: 'report-standby', id: NEVER_DATED, occurredAt: '/2022-06-01', ...surroundings };
    const data = { team: 'Company', status: 'STOOD_DOWN', statusAsStated: 'was on standby for one week' };
    await system.importRows([{ ...row, data }]);
    const ordered = { noticeToMoveHours: 48, occurredAt: '2022-06-30', from: { edtf: '2022-07' } };
    held = await open('/v1/standbys', { team: 'Team', ...ordered, to: { edtf: '2022-09-21' }, ...plain });
    for (const [verb, occurredAt] of [
      ['achieve', '2022-07-04'],
      ['stand-down', '2022-09-15T10:00:00Z'],
    ])
      await send(`/v1/standbys/${held.id}/actions/${verb}`, { occurredAt, ...plain });
    const answer = await send('/v1/standbys', { team: 'Section', ...ordered, from: { edtf: '2022-10' } });
    told = answer.body;
    await waitFor('/v1/standbys', answer);
  });

  it('has when they are to be held and when they were', async () => {
    expect(await entries('/v1/standbys/calendar')).toEqual([
      [held.id, 'planned', '2022-07', '2022-09-21'],
      [held.id, 'actual', '2022-07-04', '2022-09-15T10:00:00.000Z'],
      [told.id, 'planned', '2022-10', undefined],
    ]);
    expect((await read('/v1/standbys/calendar'))['undated'].map(({ id }: Json) => id)).toEqual([NEVER_DATED]);
  });

  it('of a time, of a state, and nothing ahead of time for who is not cleared for it', async () => {
    expect((await entries('/v1/standbys/calendar?during=2022-08')).map(([id]) => id)).toEqual([held.id, held.id]);
    expect((await entries('/v1/standbys/calendar?state=ORDERED')).map(([id]) => id)).toEqual([told.id]);
    const seen = await read('/v1/standbys/calendar', 'viewer');
    expect([JSON.stringify(seen).includes('Section'), JSON.stringify(seen).includes('Team')]).toEqual([false, true]);
    expect(await read('/v1/standbys/calendar?during=2022-13')).toMatchObject({
      ...{ status: 400, errors: [{ pointer: '/during', code: 'NOT_AN_EDTF_DATE' }] },
    });
  });
});
