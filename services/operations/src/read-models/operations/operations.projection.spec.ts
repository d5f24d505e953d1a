import { OPERATION_PLANNED, OPERATION_PROPOSED, OPERATION_REPORTED } from '@opsledger/contracts';
import type { RecordedEvent } from '@opsledger/kernel';
import { project } from '@opsledger/projections';
import { operationsProjection } from './operations.projection.js';

const operationId = '01a20000-0000-7000-8000-000000000001';
const letters = {
  2020: { kind: 'letter', ref: 'Letter dated 23 December 2020' },
  2022: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
} as const;

const recorded = (version: number, type: string, data: object, more: Partial<RecordedEvent> = {}): RecordedEvent => ({
  specversion: '1.0',
  id: `event-${version}`,
  source: '/opsledger/operations',
  type,
  subject: `operation-${operationId}`,
  datacontenttype: 'application/json',
  streamversion: String(version),
  position: String(version),
  time: '2026-01-01T00:00:00.000Z',
  occurredat: '2022-06-01',
  knownat: '2022-06-02T00:00:00.000Z',
  acceptedat: '2026-01-01T00:00:00.000Z',
  actor: 'actor-1',
  correlationid: 'request-1',
  sensitivity: 'UNCLASSIFIED',
  exercise: 'false',
  data: { operationId, name: 'Buffalo', aliases: [], ...data },
  ...more,
});
const reported = (version: number, data: object) =>
  recorded(version, OPERATION_REPORTED, {
    reference: 'OP-2020-0003',
    status: 'LAUNCHED',
    statusAsStated: 'continues',
    source: letters[2022],
    ...data,
  });
const fold = (...events: RecordedEvent[]) => project(operationsProjection, events);

describe('the record of an operation', () => {
  it('cites every source with the versions that rest on it', () => {
    const history = [reported(1, { source: letters[2020] }), reported(2, {}), reported(3, {})];
    expect(fold(...history)?.sources).toEqual([
      { ...letters[2020], versions: [1] },
      { ...letters[2022], versions: [2, 3] },
    ]);
  });

  it('takes sources of one name for two when they are of another kind or grade', () => {
    const sources = [
      { kind: 'radio', ref: '14' },
      { kind: 'form', ref: '14' },
      { kind: 'form', ref: '14', grade: 'B2' },
    ];
    const history = sources.map((source, index) => reported(index + 1, { source }));
    expect(fold(...history)?.sources).toEqual(sources.map((source, index) => ({ ...source, versions: [index + 1] })));
  });

  it('keeps the places of both letters, each once whatever its spelling', () => {
    const history = [
      reported(1, { areas: [{ asStated: 'Koro Cercle', adminLevel: 2 }] }),
      reported(2, {
        areas: [
          { asStated: 'Koro cercle', adminLevel: 2 },
          { asStated: 'Ogossogou', adminLevel: 4 },
        ],
      }),
    ];
    expect(fold(...history)?.areas?.map(({ asStated }) => asStated)).toEqual(['Koro Cercle', 'Ogossogou']);
  });

  it("has the latest report's state in its own words, and keeps what every report stated", () => {
    const period = { edtf: '2022-03-07/2022-03-14', asStated: 'From 7 to 14 March' };
    const prepared = { status: 'PREPARING', statusAsStated: 'prepared', period, purpose: 'Investigate' };
    const converted = { status: 'CONVERTED', statusAsStated: 'carried out remotely' };
    const document = fold(reported(1, prepared), reported(2, { ...converted, purpose: 'Inquire' }));
    expect(document).toMatchObject({
      ...{ state: 'CONVERTED', stateAsStated: 'carried out remotely', purpose: 'Inquire', version: 2 },
      startsAt: '2022-03-07T00:00:00.000Z',
    });
    expect(document?.statements).toEqual([
      { version: 1, occurredAt: '2022-06-01', movesState: true, ...prepared },
      { version: 2, occurredAt: '2022-06-01', movesState: true, ...converted, purpose: 'Inquire' },
    ]);
    // The dates of its preparation are not claimed for what came after.
    expect(document).not.toHaveProperty('period');
    expect(document).not.toHaveProperty('endsAt');
  });

  it('has the dates of the document that the state rests on, also when it says nothing else', () => {
    const period = { edtf: '2022-02-14', asStated: 'on 14 February' };
    const document = fold(reported(1, { period }), reported(2, {}));
    expect(document).not.toHaveProperty('period');
    expect(document?.statements.map((statement) => statement.period)).toEqual([period, undefined]);
    expect(fold(reported(1, {}), reported(2, { period, status: 'COMPLETED' }))).toMatchObject({
      period,
      endsAt: '2022-02-14T23:59:59.999Z',
    });
  });

  it.each(['LAUNCHED', 'SUSPENDED', 'CONVERTED'])(
    'has no end while a document tells that it is under way: %s; its dates are how far the document tells',
    (status) => {
      for (const edtf of ['2022-02-14', '2022-02-14/2022-02-20', '/2022-06-01', '2022-03-31/..'])
        expect(fold(reported(1, { status, period: { edtf } }))).not.toHaveProperty('endsAt');
    },
  );

  it('keeps what a document tells of an earlier time, and stays in its state', () => {
    const later = { ...reported(1, { status: 'SUSPENDED', statusAsStated: 'suspended' }), occurredat: '2022-05' };
    const earlier = { ...reported(2, { status: 'LAUNCHED', purpose: 'Deter' }), occurredat: '2022-03' };
    const constraints = [{ cause: 'access_denied', effect: 'scope_reduced', asStated: 'air restrictions' }];
    expect(fold(later, { ...earlier, data: { ...(earlier.data as object), constraints } })).toMatchObject({
      ...{ state: 'SUSPENDED', stateAsStated: 'suspended', stateOccurredAt: '2022-05', purpose: 'Deter', constraints },
      statements: [
        { status: 'SUSPENDED', movesState: true },
        { status: 'LAUNCHED', movesState: false },
      ],
    });
  });

  it('does not show an older statement for a state that the mission set itself', () => {
    const proposal = recorded(1, OPERATION_PROPOSED, { reference: 'OP-2022-0001' });
    const planned = recorded(3, OPERATION_PLANNED, { type: 'patrol', plannedStart: { edtf: '2022-07' } });
    const document = fold(proposal, reported(2, { status: 'PROPOSED' }), planned);
    expect(document).toMatchObject({ state: 'PLANNED', plannedStart: { edtf: '2022-07' } });
    expect(document).not.toHaveProperty('stateAsStated');
  });

  it('is marked as high as its highest event, for good', () => {
    const secret = recorded(
      1,
      OPERATION_PROPOSED,
      { reference: 'OP-2022-0001' },
      { sensitivity: 'STRICTLY_CONFIDENTIAL' },
    );
    expect(fold(secret, reported(2, {}))?.sensitivity).toBe('STRICTLY_CONFIDENTIAL');
  });

  it('collects phases as stated, and says nothing that was not stated', () => {
    const document = fold(reported(1, { phase: { asStated: 'a new phase' } }), reported(2, {}));
    expect(document?.phases).toEqual([{ asStated: 'a new phase' }]);
    for (const unstated of ['type', 'integrated', 'lead', 'purpose', 'areas', 'period'])
      expect(document).not.toHaveProperty(unstated);
  });

  it.each([
    ['no data', undefined],
    ['data that is no object', 'renamed'],
    ['data of another shape', { name: 7, aliases: 'none', type: 'raid', source: 'radio' }],
  ])('counts an event that it does not know, with %s, and changes nothing else', (_, data) => {
    const unknown = { ...reported(2, {}), type: 'opsledger.operations.operation-renamed.v9', data };
    expect(fold(reported(1, {}), unknown)).toEqual({ ...fold(reported(1, {})), version: 2 });
  });

  it('is marked as high as an event that it does not know', () => {
    const unknown = recorded(2, 'opsledger.operations.operation-renamed.v9', {}, { sensitivity: 'CONFIDENTIAL' });
    expect(fold(reported(1, {}), unknown)).toMatchObject({ sensitivity: 'CONFIDENTIAL' });
  });

  it('has its place also when the first event is one that it does not know', () => {
    const unknown = { ...recorded(1, 'opsledger.operations.operation-proposed.v9', {}), data: undefined };
    expect(fold(unknown)).toMatchObject({ id: operationId, version: 1, state: 'UNKNOWN' });
    expect(fold(unknown, reported(2, {}))).toMatchObject({ id: operationId, version: 2, name: 'Buffalo' });
  });
});
