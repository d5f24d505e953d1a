import {
  minutesAfter,
  RuleViolation,
  type Command,
  type Deadline,
  type DeadlinePassedData,
  type Decider,
  type DomainEvent,
  type RecordedEvent,
} from '@opsledger/kernel';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import type { Projection, ReadModelDocument } from '@opsledger/projections';
import { MemoryDocumentStore } from '@opsledger/projections/memory';
import { CommandCatalogue } from '../commands/command-catalogue.js';
import type { CommandRequest } from '../commands/command-request.js';
import { CommandRunner } from '../commands/command-runner.js';
import { defineAggregate } from '../commands/service-definition.js';
import { ReadModels } from '../read-models/read-models.js';
import { deadlineBookOf, hasDeadlines } from './deadline-book.projection.js';
import { DeadlineClock } from './deadline-clock.js';

/** A loan waits for its return, and for a reminder half way; each may pass once. */
type Loan = Readonly<{ waitsFor: readonly Deadline[] }>;
type LoanCommand =
  | Command<'lend', { due: string; reminder?: string }>
  | Command<'extend', { due: string }>
  | Command<'return', object>
  | Command<'pass-loan-deadline', DeadlinePassedData>;
type LoanEvent = DomainEvent<
  'lent' | 'extended' | 'returned' | 'loan-deadline-passed',
  { due?: string; reminder?: string; deadline?: string; dueAt?: string; isLate?: boolean }
>;
let refusesToPass = false;
const decider: Decider<Loan, LoanCommand, LoanEvent> = {
  initialState: { waitsFor: [] },
  decide: ({ name, data, metadata }, { waitsFor }) => {
    const types = {
      lend: 'lent',
      extend: 'extended',
      return: 'returned',
      'pass-loan-deadline': 'loan-deadline-passed',
    } as const;
    if (name === 'pass-loan-deadline') {
      const isOpen = waitsFor.some((one) => one.name === data.deadline && one.dueAt === data.dueAt);
      if (!isOpen || refusesToPass) throw new RuleViolation('DEADLINE_IS_NOT_OPEN', 'LOAN-1', 'wrong-state');
    }
    return [
      {
        type: types[name],
        occurredAt: metadata.occurredAt,
        sensitivity: 'UNCLASSIFIED',
        data: { ...data } as LoanEvent['data'],
      },
    ];
  },
  evolve: ({ waitsFor }, { type, data }) => {
    const returnBy = data.due === undefined ? [] : [{ name: 'return', dueAt: data.due }];
    if (type === 'lent')
      return {
        waitsFor: [...(data.reminder === undefined ? [] : [{ name: 'reminder', dueAt: data.reminder }]), ...returnBy],
      };
    if (type === 'extended') return { waitsFor: [...waitsFor.filter(({ name }) => name !== 'return'), ...returnBy] };
    if (type === 'returned') return { waitsFor: [] };
    return { waitsFor: waitsFor.filter(({ name, dueAt }) => name !== data.deadline || dueAt !== data.dueAt) };
  },
  holds: () => [],
  deadlines: ({ waitsFor }) => waitsFor,
};
const shown: Projection = {
  ...{ name: 'loans', version: 1, streamPrefix: 'loan-' },
  evolve: (_, event: RecordedEvent): ReadModelDocument => ({
    ...{ id: event.subject.slice('loan-'.length), version: Number(event.streamversion) },
    ...{ sensitivity: event.sensitivity, exercise: event.exercise === 'true' },
  }),
};
const loans = defineAggregate({
  ...{ name: 'loan', source: '/opsledger/loans', path: '/v1/loans', referencePrefix: 'LO', claimRefusals: {}, decider },
  referenceClaim: (value: string) => ({ kind: 'loan-reference/1', value }),
  commands: {
    lend: { body: Object, roles: ['planner'], target: 'either' },
    extend: { body: Object, roles: ['planner'], target: 'existing' },
    return: { body: Object, roles: ['planner'], target: 'existing' },
    'pass-loan-deadline': { body: Object, roles: ['clock'], target: 'existing' },
  },
  deadlineCommand: 'pass-loan-deadline',
  projection: shown,
});

const START = '2022-03-15T12:00:00.000Z';
const inMinutes = (minutes: number): string => minutesAfter(START, minutes);
const idOf = (loan: number): string => `01a20000-0000-7000-8000-00000000000${loan}`;

let now: string;
let log: MemoryEventStore;
let store: MemoryDocumentStore;
let models: ReadModels;
let runner: CommandRunner;
let clock: DeadlineClock;
let troubles: unknown[];
let ids = 0;

/** What a start of the process makes anew; the log stays, the views only if they are not thrown away. */
const begin = async (): Promise<void> => {
  const newId = (): string => `01a20000-0000-7000-9000-${String((ids += 1)).padStart(12, '0')}`;
  if (!hasDeadlines(loans)) throw new TypeError('A loan has deadlines');
  const projections = [shown, deadlineBookOf(loans) as unknown as Projection];
  const ofService = projections.map((projection) => ({ service: 'library', projection }));
  models = new ReadModels(ofService, {
    ...{ log, store, now: () => now },
    onTrouble: (trouble) => troubles.push(trouble),
  });
  runner = new CommandRunner({
    ...{ log, now: () => now, newId, onEnd: () => undefined },
    catalogue: new CommandCatalogue([{ name: 'loans', aggregates: [loans], problems: {} }]),
    schemas: { assertValid: () => undefined },
    fingerprintKey: { id: 'k1', secret: Buffer.from('secret') },
  });
  clock = new DeadlineClock({
    ...{ aggregates: [loans], models, runner, now: () => now, newId },
    onTrouble: (trouble) => troubles.push(trouble),
  });
  await models.start();
};
const end = async (): Promise<void> => {
  await clock.stop();
  await models.stop();
};

beforeEach(async () => {
  [now, troubles, refusesToPass] = [START, [], false];
  [log, store] = [new MemoryEventStore(() => now), new MemoryDocumentStore()];
  await begin();
});
afterEach(end);

const issue = (loan: number, name: string, data: object, more: Partial<CommandRequest> = {}) =>
  runner.run({
    ...{ name, target: idOf(loan), data: { ...data }, requestId: 'request-1' },
    caller: { actor: 'actor-1', roles: ['planner'], clearance: 'STRICTLY_CONFIDENTIAL' },
    fingerprinted: { method: 'POST', path: '/', body: {} },
    ...more,
  });
/** Lets time pass, and the clock tick until there is nothing more to do. */
const tickAt = async (instant: string): Promise<void> => {
  now = instant;
  for (let idle = 0; idle < 3;) {
    idle = (await clock.tick()) === 0 ? idle + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
const fired = async (): Promise<readonly string[]> =>
  (await log.readAll(0, 1_000))
    .filter(({ type }) => type === 'loan-deadline-passed')
    .map(({ subject, data }) => {
      const { deadline, isLate } = data as DeadlinePassedData;
      return `${subject.at(-1)} ${deadline}${isLate ? ' late' : ''}`;
    });

describe('A deadline', () => {
  it('is recorded as an event when it has passed, and not before', async () => {
    await issue(1, 'lend', { due: inMinutes(60) });
    await tickAt(inMinutes(59));
    expect(await fired()).toEqual([]);
    await tickAt(inMinutes(60));
    expect(await fired()).toEqual(['1 return']);
    const [, event] = await log.readStream(`loan-${idOf(1)}`);
    expect(event).toMatchObject({ actor: 'clock', data: { deadline: 'return', dueAt: inMinutes(60), isLate: false } });
  });

  it('is recorded alone when another of its record is due later', async () => {
    await issue(1, 'lend', { reminder: inMinutes(10), due: inMinutes(60) });
    await tickAt(inMinutes(10));
    expect(await fired()).toEqual(['1 reminder']);
    await tickAt(inMinutes(60));
    expect(await fired()).toEqual(['1 reminder', '1 return']);
  });

  it('is recorded once, however often the clock ticks, also after the views are thrown away', async () => {
    await issue(1, 'lend', { due: inMinutes(60) });
    await tickAt(inMinutes(60));
    await Promise.all([clock.tick(), clock.tick(), clock.tick()]);
    await end();
    store = new MemoryDocumentStore();
    await begin();
    await tickAt(inMinutes(90));
    expect(await fired()).toEqual(['1 return']);
  });

  it('that was met or moved in time is not recorded as missed', async () => {
    await issue(1, 'lend', { due: inMinutes(60) });
    await issue(2, 'lend', { due: inMinutes(60) });
    await issue(1, 'return', {});
    await issue(2, 'extend', { due: inMinutes(120) });
    await tickAt(inMinutes(90));
    expect(await fired()).toEqual([]);
    await tickAt(inMinutes(120));
    expect(await fired()).toEqual(['2 return']);
  });

  it('comes in the order in which it was due, over all records', async () => {
    await issue(1, 'lend', { reminder: inMinutes(10), due: inMinutes(40) });
    await issue(2, 'lend', { reminder: inMinutes(20), due: inMinutes(30) });
    await issue(3, 'lend', { due: inMinutes(30) });
    await tickAt(inMinutes(50));
    expect(await fired()).toEqual([
      '1 reminder late',
      '2 reminder late',
      '2 return late',
      '3 return late',
      '1 return late',
    ]);
  });

  it('that passed during a stop of three days is made up for at the next start, and marked late', async () => {
    await issue(1, 'lend', { reminder: inMinutes(10), due: inMinutes(3 * 24 * 60) });
    await end();
    now = inMinutes(3 * 24 * 60);
    await begin();
    await tickAt(now);
    expect(await fired()).toEqual(['1 reminder late', '1 return']);
  });

  it('that was past when its event was brought in never fires, also not after live commands', async () => {
    const imported = { knownAt: '2020-01-01T00:00:00.000Z', occurredAt: '2020' };
    await issue(1, 'lend', { reminder: inMinutes(-9_000), due: inMinutes(60) }, imported);
    await tickAt(inMinutes(10));
    expect(await fired()).toEqual([]);
    await issue(1, 'extend', { due: inMinutes(120) });
    await tickAt(inMinutes(30));
    expect(await fired()).toEqual([]);
    await tickAt(inMinutes(120));
    expect(await fired()).toEqual(['1 return']);
  });

  it('that a live command opens fires even if it is past already', async () => {
    await issue(1, 'lend', { due: inMinutes(-60) });
    await tickAt(START);
    expect(await fired()).toEqual(['1 return late']);
  });

  it('that a rule refuses is told, and asked for again only when the record has changed', async () => {
    refusesToPass = true;
    await issue(1, 'lend', { due: inMinutes(1) });
    await tickAt(inMinutes(2));
    expect(troubles).toHaveLength(1);
    expect(await log.readRefusals(0, 10)).toHaveLength(1);
    refusesToPass = false;
    await issue(1, 'extend', { due: inMinutes(3) });
    await tickAt(inMinutes(4));
    expect(await fired()).toEqual(['1 return']);
  });

  it('is waited for while its book is behind the log', async () => {
    await issue(1, 'lend', { due: inMinutes(1) });
    await end();
    await issue(1, 'return', {});
    now = inMinutes(2);
    expect(await clock.tick()).toBe(0);
    expect([await fired(), troubles]).toEqual([[], []]);
    await begin();
  });

  it('is recorded also while commands come in without a pause, so that its book is never quite at the end', async () => {
    await issue(1, 'lend', { due: inMinutes(1) });
    await tickAt(START);
    now = inMinutes(1);
    await issue(2, 'lend', { due: inMinutes(60) });
    const model = models.of(deadlineBookOf(loans as never));
    const status = await model.status();
    jest.spyOn(model, 'status').mockResolvedValue({ ...status, position: status.head - 1 });
    expect(await clock.tick()).toBe(1);
    jest.restoreAllMocks();
  });

  it('can be said to have passed by nobody but the clock', async () => {
    await issue(1, 'lend', { due: inMinutes(60) });
    const data = { deadline: 'return', dueAt: inMinutes(60), isLate: false };
    await expect(issue(1, 'pass-loan-deadline', data)).rejects.toMatchObject({
      status: 403,
      code: 'ROLE_NOT_SUFFICIENT',
    });
  });

  it('of many records is recorded in order, a page at a time', async () => {
    const count = 240;
    const many = Array.from({ length: count }, (_, index) => ({
      id: `01a20000-0000-7000-8000-${String(index).padStart(12, '0')}`,
      due: inMinutes((index * 7) % count),
    }));
    await Promise.all(many.map(({ id, due }) => issue(1, 'lend', { due, reminder: inMinutes(300) }, { target: id })));
    await tickAt(inMinutes(400));
    const dues = (await log.readAll(0, 2_000))
      .filter(({ type }) => type === 'loan-deadline-passed')
      .map(({ data }) => (data as DeadlinePassedData).dueAt);
    expect(dues).toHaveLength(2 * count);
    expect(dues).toEqual(dues.toSorted());
  });
});
