import { MemoryEventStore } from '@opsledger/event-store/memory';
import { RuleViolation, type Command, type Decider, type DomainEvent, type RecordedEvent } from '@opsledger/kernel';
import { ReadModelLacksStreams, type Projection, type ReadModelDocument } from '@opsledger/projections';
import { MemoryDocumentStore } from '@opsledger/projections/memory';
import { CommandCatalogue } from '../commands/command-catalogue.js';
import { CommandRunner } from '../commands/command-runner.js';
import { defineAggregate, type AggregateDefinition, type ServiceDefinition } from '../commands/service-definition.js';
import { Metrics } from '../observability/metrics.js';
import { ReadModels } from '../read-models/read-models.js';
import { Policies, type PolicyTrouble } from './policies.js';
import { definePolicy } from './policy.js';

/** Readers visit a library; each shelf that is open counts the visits of its subject. */
type Visit = ReadModelDocument & Readonly<{ subject: string; done: boolean }>;
type Shelf = ReadModelDocument & Readonly<{ subject: string; visits: readonly string[]; isOpen: boolean }>;
type Of<Name extends string> = Command<Name, Readonly<Record<string, string>>>;
type Happened = DomainEvent<string, Readonly<Record<string, string>>>;

const aggregateOf = <Names extends string, Document extends ReadModelDocument>(
  name: string,
  commands: Record<Names, 'new' | 'existing'>,
  evolve: (document: Document, event: RecordedEvent) => Document,
): AggregateDefinition & Readonly<{ shown: Projection<Document> }> => {
  const decider: Decider<readonly string[], Of<Names>, Happened> = {
    ...{ initialState: [], holds: () => [], evolve: (state, { type }) => [...state, type] },
    decide: ({ name: type, data, metadata: { occurredAt } }, state) => {
      if (type === 'count-visit' && state.includes('close-shelf'))
        throw new RuleViolation('SHELF_IS_CLOSED', 'SHELF', 'wrong-state');
      const types = type === 'leave-at-once' ? ['end-visit', type] : [type];
      return types.map((each) => ({ type: each, occurredAt, sensitivity: 'UNCLASSIFIED', data }));
    },
  };
  const streamPrefix = `${name}-`;
  const shown: Projection<Document> = {
    ...{ name: `${name}s`, version: 1, streamPrefix },
    evolve: (document, event) =>
      evolve(
        {
          ...(document ??
            ({ id: event.subject.slice(streamPrefix.length), visits: [], isOpen: true } as unknown as Document)),
          ...{ version: Number(event.streamversion), sensitivity: 'UNCLASSIFIED', exercise: event.exercise === 'true' },
        },
        event,
      ),
  };
  const all = Object.entries(commands).map(([each, target]) => [
    each,
    { body: Object, roles: ['planner', 'policy'], target },
  ]);
  return {
    ...defineAggregate({
      ...{ name, source: '/opsledger/library', path: `/v1/${name}s`, referencePrefix: 'X', claimRefusals: {}, decider },
      referenceClaim: (value: string) => ({ kind: 'reference/1', value }),
      commands: Object.fromEntries(all) as never,
      projection: shown,
    }),
    shown,
  };
};
const visits = aggregateOf<'begin-visit' | 'end-visit' | 'leave-at-once' | 'tear-visit', Visit>(
  'visit',
  { 'begin-visit': 'new', 'end-visit': 'existing', 'leave-at-once': 'existing', 'tear-visit': 'existing' },
  (visit, { type, data }) => {
    if (type === 'tear-visit' && isTorn) throw new TypeError('torn');
    const { subject } = data as { subject?: string };
    const done = type === 'end-visit' ? { done: true } : type === 'leave-at-once' ? { done: false } : {};
    return { ...visit, ...(subject !== undefined && { subject }), ...done };
  },
);
const shelves = aggregateOf<'open-shelf' | 'count-visit' | 'close-shelf', Shelf>(
  'shelf',
  { 'open-shelf': 'new', 'count-visit': 'existing', 'close-shelf': 'existing' },
  (shelf, { type, data }) => {
    const { subject, visit } = data as { subject?: string; visit?: string };
    if (type === 'close-shelf' && isTorn) throw new TypeError('torn');
    return {
      ...{ ...shelf, ...(subject !== undefined && { subject }), isOpen: type === 'close-shelf' ? false : shelf.isOpen },
      visits: visit === undefined ? shelf.visits : [...shelf.visits, visit],
    };
  },
);
const counting = definePolicy<Visit, readonly Shelf[]>({
  ...{ name: 'counting', projection: visits.shown },
  consult: ({ subject }, then) => then.all(shelves.shown, { subject, isOpen: true }),
  wants: ({ id, done }, open) =>
    done ? open.map(({ id: target }) => ({ command: 'count-visit', target, data: { visit: id } })) : [],
});
const library: ServiceDefinition = {
  ...{ name: 'library', aggregates: [visits, shelves], policies: [counting], problems: {} },
};

const NOW = '2022-03-15T12:00:00.000Z';
let isTorn = false;
let log: MemoryEventStore;
let store: MemoryDocumentStore;
let models: ReadModels;
let runner: CommandRunner;
let policies: Policies;
let troubles: PolicyTrouble[];
let ids = 0;
const newId = (): string => `01a20000-0000-7000-9000-${String((ids += 1)).padStart(12, '0')}`;

/** What a start of the process makes anew; the log stays. */
const begin = async (over: typeof log = log): Promise<void> => {
  const projections = library.aggregates.map(({ projection }) => ({ service: 'library', projection }));
  models = new ReadModels(projections, { ...{ log: over, store, now: () => NOW }, onTrouble: () => undefined });
  runner = new CommandRunner({
    ...{ log: over, now: () => NOW, newId, onEnd: () => undefined },
    catalogue: new CommandCatalogue([library]),
    schemas: { assertValid: () => undefined },
    fingerprintKey: { id: 'k1', secret: Buffer.from('secret') },
  });
  policies = new Policies([library], {
    ...{ log: over, models, runner, now: () => NOW },
    onTrouble: (trouble) => troubles.push(trouble),
  });
  await models.start();
  await policies.start();
};
const end = async (): Promise<void> => {
  await policies.stop();
  await models.stop();
};
beforeEach(async () => {
  [isTorn, troubles, log, store] = [false, [], new MemoryEventStore(() => NOW), new MemoryDocumentStore()];
  await begin();
});
afterEach(end);

const issue = async (name: string, target?: string, data: Readonly<Record<string, string>> = {}, more = {}) => {
  const { document } = await runner.run({
    ...{ name, data, requestId: 'request-1', ...(target !== undefined && { target }), ...more },
    caller: { actor: 'actor-1', roles: ['planner'], clearance: 'STRICTLY_CONFIDENTIAL' },
    fingerprinted: { method: 'POST', path: '/', body: {} },
  });
  return document.id;
};
const settled = async (): Promise<void> => {
  for (let tries = 0; tries < 400; tries += 1) {
    const [{ position, head, failure } = { position: 0, head: 0, failure: undefined }] = await policies.status();
    if (position >= (await log.head()) && head === (await log.head()) && failure === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('The policy does not come to the end of the log');
};
const counted = async (): Promise<readonly Readonly<{ shelf: string; visit: string }>[]> =>
  (await log.readAll(0, 1_000))
    .filter(({ type }) => type === 'count-visit')
    .map(({ subject, data }) => ({ shelf: subject.slice('shelf-'.length), visit: (data as { visit: string }).visit }));
const visitOf = async (subject: string, more = {}): Promise<string> => {
  const visit = await issue('begin-visit', undefined, { subject }, more);
  await issue('end-visit', visit);
  return visit;
};

describe('A policy', () => {
  it('orders what is wanted after an event and was not before it, as the system itself', async () => {
    const [maps, law] = [
      await issue('open-shelf', undefined, { subject: 'maps' }),
      await issue('open-shelf', undefined, { subject: 'law' }),
    ];
    const visit = await visitOf('maps');
    await issue('end-visit', visit);
    await settled();
    expect(await counted()).toEqual([{ shelf: maps, visit }]);
    const [, event] = await log.readStream(`shelf-${maps}`);
    expect(event).toMatchObject({ actor: 'policy', correlationid: 'request-1' });
    expect(await log.readStream(`shelf-${law}`)).toHaveLength(1);
  });

  it('knows of other records what the log had when the event came, whenever it is asked, and only of its realm', async () => {
    await issue('open-shelf', undefined, { subject: 'maps' }, { exercise: true });
    await visitOf('maps');
    await issue('open-shelf', undefined, { subject: 'maps' });
    await settled();
    await log.keepConsumer('counting', JSON.stringify({ position: 0, parked: [] }));
    await end();
    await begin();
    await settled();
    expect(await counted()).toEqual([]);
  });

  it('sees what was decided at once as one step, never half of it', async () => {
    const shelf = await issue('open-shelf', undefined, { subject: 'maps' });
    const left = await issue('begin-visit', undefined, { subject: 'maps' });
    await issue('leave-at-once', left);
    const stayed = await visitOf('maps');
    await settled();
    expect(await counted()).toEqual([{ shelf, visit: stayed }]);
  });

  it('waits, and says so, while a read model that it asks has set a stream aside, and makes up for it', async () => {
    const [shelf, torn] = [
      await issue('open-shelf', undefined, { subject: 'maps' }),
      await issue('open-shelf', undefined, { subject: 'law' }),
    ];
    await issue('close-shelf', torn);
    await end();
    [isTorn, store] = [true, new MemoryDocumentStore()];
    await begin();
    const visit = await visitOf('maps');
    const isTold = () => troubles.some(({ error }) => error instanceof ReadModelLacksStreams);
    for (let tries = 0; !isTold() && tries < 800; tries += 1) await new Promise((resolve) => setTimeout(resolve, 5));
    expect([isTold(), await counted()]).toEqual([true, []]);
    isTorn = false;
    expect(await models.of(shelves.shown).redrive(`shelf-${torn}`)).toBe('handled');
    await settled();
    expect(await counted()).toEqual([{ shelf, visit }]);
  });

  it('goes on where it was after a stop, and keeps with the log where that is', async () => {
    const shelf = await issue('open-shelf', undefined, { subject: 'maps' });
    const first = await visitOf('maps');
    await settled();
    await end();
    const second = await visitOf('maps');
    await begin();
    await settled();
    expect(await counted()).toEqual([first, second].map((visit) => ({ shelf, visit })));
    expect(JSON.parse((await log.readConsumer('counting'))!)).toMatchObject({
      parked: [],
      position: expect.any(Number),
    });
  });

  it('orders once, though its place is lost, it is killed before that is kept, and read models are made anew', async () => {
    const shelf = await issue('open-shelf', undefined, { subject: 'maps' });
    const keep = jest.spyOn(log, 'keepConsumer').mockRejectedValue(new Error('killed'));
    const visit = await visitOf('maps');
    for (let tries = 0; (await counted()).length === 0 && tries < 400; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    await end();
    expect(troubles).toContainEqual(expect.objectContaining({ policy: 'counting', kind: 'retrying' }));
    expect(await log.readConsumer('counting')).toBeUndefined();
    keep.mockRestore();
    store = new MemoryDocumentStore();
    await begin();
    await settled();
    expect(await counted()).toEqual([{ shelf, visit }]);
    expect(await log.readRefusals(0, 10)).toEqual([]);
  });

  it('orders once where two processes follow the same log', async () => {
    const shelf = await issue('open-shelf', undefined, { subject: 'maps' });
    const other = new Policies([library], { ...{ log, models, runner, now: () => NOW }, onTrouble: () => undefined });
    await other.start();
    const visit = await visitOf('maps');
    await settled();
    await other.stop();
    expect(await counted()).toEqual([{ shelf, visit }]);
  });

  it('tells of a command that a rule refuses, and goes on', async () => {
    const shelf = await issue('open-shelf', undefined, { subject: 'maps' });
    await end();
    await visitOf('maps');
    await issue('close-shelf', shelf);
    await begin();
    await settled();
    const last = await visitOf('maps');
    await issue('open-shelf', undefined, { subject: 'law' });
    await settled();
    expect(troubles).toEqual([expect.objectContaining({ kind: 'refused', command: 'count-visit' })]);
    expect([await counted(), last]).toEqual([[], expect.any(String)]);
  });

  it('sets a stream aside whose event it cannot handle, durably, while others go on; a redrive makes up for it', async () => {
    const shelf = await issue('open-shelf', undefined, { subject: 'maps' });
    const torn = await issue('begin-visit', undefined, { subject: 'maps' });
    await issue('tear-visit', torn);
    isTorn = true;
    await log.keepConsumer('counting', JSON.stringify({ position: 0, parked: [] }));
    await end();
    await begin();
    for (let tries = 0; !troubles.some(({ kind }) => kind === 'parked') && tries < 800; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await policies.parkedBy('counting')).toMatchObject([{ stream: `visit-${torn}`, fromVersion: 2 }]);
    const measured = await new Metrics(log, models, policies).registry.metrics();
    expect(measured).toContain('opsledger_policy_parked_streams{policy="counting"} 1');
    isTorn = false;
    await issue('end-visit', torn);
    const other = await visitOf('maps');
    await settled();
    expect(await counted()).toEqual([{ shelf, visit: other }]);
    await end();
    await begin(); // what was set aside is known again before the first event
    expect(await policies.redrive('counting', `visit-${torn}`)).toBe('handled');
    expect(await counted()).toEqual([other, torn].map((visit) => ({ shelf, visit })));
    expect([await policies.parkedBy('counting'), policies.parkedBy('nobody')]).toEqual([[], undefined]);
    expect(await policies.redrive('counting', `visit-${torn}`)).toBe('not-parked');
  });
});
