import type { AcceptedEvent, Command, Decider, DomainEvent, RecordedEvent, Sensitivity } from '@opsledger/kernel';
import { RuleViolation } from '@opsledger/kernel';
import { VersionConflict, type Commit, type EventStore } from '@opsledger/event-store';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import type { ReadModelDocument } from '@opsledger/projections';
import { Problem } from '../http/problem.js';
import type { Caller } from '../identity/roles.js';
import { CommandCatalogue } from './command-catalogue.js';
import { CommandRunner, type CommandRunnerOptions } from './command-runner.js';
import type { CommandRequest } from './command-request.js';
import { defineAggregate } from './service-definition.js';

/** A lamp can be bought, switched on, and thrown away; it keeps its colour to itself until then. */
type Lamp = Readonly<{ isOn: boolean; colour?: string }>;
type LampEvent = DomainEvent<'bought' | 'lit' | 'thrown-away', { id: string; reference?: string; colour?: string }>;
type LampCommand = Command<'buy' | 'light' | 'throw-away', { colour?: string }>;
const happened = (type: LampEvent['type'], { metadata, data }: LampCommand): LampEvent => ({
  type,
  occurredAt: metadata.occurredAt,
  sensitivity: metadata.sensitivity ?? 'UNCLASSIFIED',
  data: { id: metadata.id, ...(metadata.reference && { reference: metadata.reference }), ...data },
});
let decisions = 0;
const decider: Decider<Lamp, LampCommand, LampEvent> = {
  initialState: { isOn: false },
  decide: (command, state) => {
    decisions += 1;
    if (command.name === 'buy') return [happened('bought', command)];
    if (command.name === 'throw-away') return [happened('thrown-away', command)];
    if (state.isOn) throw new RuleViolation('LAMP_IS_ON', 'LAMP-1', 'wrong-state');
    return [happened('lit', command)];
  },
  evolve: (state, { type, data }) => {
    if (type === 'thrown-away') return { isOn: false };
    return { ...state, isOn: type === 'lit', ...(data.colour && { colour: data.colour }) };
  },
  holds: ({ colour }) => (colour ? [{ kind: 'colour/1', value: colour }] : []),
};
const evolveDocument = (document: ReadModelDocument | undefined, event: RecordedEvent): ReadModelDocument => ({
  id: document?.id ?? (event.data as { id: string }).id,
  version: Number(event.streamversion),
  sensitivity: event.sensitivity,
  exercise: event.exercise === 'true',
});
const lamps = defineAggregate({
  name: 'lamp',
  source: '/opsledger/lamps',
  path: '/v1/lamps',
  referencePrefix: 'LA',
  referenceClaim: (reference: string) => ({ kind: 'lamp-reference/1', value: reference }),
  decider,
  commands: {
    buy: { body: Object, roles: ['planner'], target: 'new' },
    light: { body: Object, roles: ['planner'], target: 'existing' },
    'throw-away': { body: Object, roles: ['planner'], target: 'existing' },
  },
  projection: { name: 'lamps', version: 1, streamPrefix: 'lamp-', evolve: evolveDocument },
  claimRefusals: { 'colour/1': { code: 'COLOUR_IS_TAKEN', rule: 'LAMP-2' } },
});

const NOW = '2026-01-01T00:00:00.000Z';
const ID = '01a20000-0000-7000-8000-000000000001';
const caller: Caller = { actor: 'actor-1', roles: ['planner'], clearance: 'STRICTLY_CONFIDENTIAL' };
let log: EventStore;
let ids: number;
let ends: string[];

const runnerOn = (over: EventStore = log, options: Partial<CommandRunnerOptions> = {}): CommandRunner =>
  new CommandRunner({
    log: over,
    catalogue: new CommandCatalogue([{ name: 'lamps', aggregates: [lamps], problems: {} }]),
    schemas: { assertValid: () => undefined },
    now: () => NOW,
    newId: () => `01a20000-0000-7000-8000-${String((ids += 1)).padStart(12, '0')}`,
    fingerprintKey: { id: 'k1', secret: Buffer.from('secret') },
    onEnd: (command, outcome) => ends.push(`${command} ${outcome}`),
    ...options,
  });

const request = (name: string, more: Partial<CommandRequest> = {}): CommandRequest => ({
  ...{ name, data: {}, caller, requestId: 'request-1' },
  ...(name !== 'buy' && { target: ID }),
  fingerprinted: { method: 'POST', path: `/${name}`, body: more.data ?? {} },
  ...more,
});
const keyed = (name: string, key = 'k', more: Partial<CommandRequest> = {}): CommandRequest =>
  request(name, { key: { scope: 'actor:actor-1', key }, ...more });
const refusalOf = async (run: Promise<unknown>): Promise<Pick<Problem, 'status' | 'code'>> => {
  const { status, code } = await run.then(
    () => new Problem(0, 'NOT_REFUSED'),
    (error: unknown) => error as Problem,
  );
  return { status, code };
};
/** The same log with some of its methods replaced. */
const disturbed = (methods: Partial<EventStore>): EventStore =>
  new Proxy(log, {
    get: (target, name: keyof EventStore) => {
      const method: unknown = methods[name] ?? target[name];
      return typeof method === 'function' ? method.bind(target) : method;
    },
  });
const buy = (more: Partial<CommandRequest> = {}) => runnerOn().run(request('buy', { target: ID, ...more }));

beforeEach(() => {
  log = new MemoryEventStore(() => NOW);
  ids = 100;
  ends = [];
  decisions = 0;
});

describe('an accepted command', () => {
  it('is stored with who, when it was accepted and by which request', async () => {
    await buy();
    const [event] = await log.readStream(`lamp-${ID}`);
    expect(event).toMatchObject({
      actor: 'actor-1',
      acceptedat: NOW,
      correlationid: 'request-1',
      source: '/opsledger/lamps',
      streamversion: '1',
    });
  });

  it('claims what its state holds now, and releases what it held before', async () => {
    const commits: Commit[] = [];
    const runner = runnerOn(disturbed({ append: (commit) => (commits.push(commit), log.append(commit)) }));
    await runner.run(request('buy', { target: ID, data: { colour: 'red' } }));
    await runner.run(request('light'));
    await runner.run(request('throw-away'));
    expect(commits.map(({ claims, releases }) => [claims, releases])).toEqual([
      [['colour/1:real:red'], []],
      [[], []],
      [[], ['colour/1:real:red']],
    ]);
    expect((await buy({ target: ID.replace(/1$/, '2'), data: { colour: 'red' } })).version).toBe(1);
  });

  it('whose event breaks its contract is a fault, and nothing is stored', async () => {
    const schemas = {
      assertValid: () => {
        throw new TypeError('breaks its contract');
      },
    };
    await expect(runnerOn(log, { schemas }).run(request('buy'))).rejects.toThrow('breaks its contract');
    expect(await log.head()).toBe(0);
  });
});

describe('a version conflict', () => {
  const conflictTimes = (times: number): EventStore => {
    let left = times;
    return disturbed({
      append: async (commit) => {
        if ((left -= 1) >= 0) throw new VersionConflict(commit.stream, commit.firstVersion - 1, commit.firstVersion);
        return log.append(commit);
      },
    });
  };

  it('is tried again three times', async () => {
    await buy();
    decisions = 0;
    expect((await runnerOn(conflictTimes(3)).run(request('light'))).version).toBe(2);
    expect(decisions).toBe(4);
  });

  it('is 409 after that', async () => {
    await buy();
    expect(await refusalOf(runnerOn(conflictTimes(4)).run(request('light')))).toEqual({
      status: 409,
      code: 'RECORD_IS_CHANGING_TOO_FAST',
    });
  });

  it('is 412 at once for who gave the version that they saw', async () => {
    await buy();
    decisions = 0;
    expect(await refusalOf(runnerOn(conflictTimes(1)).run(request('light', { ifMatch: 1 })))).toEqual({
      status: 412,
      code: 'VERSION_CONFLICT',
    });
    expect(decisions).toBe(1);
  });
});

describe('a key', () => {
  it('is looked up again before a refusal: the first attempt may have come by another process', async () => {
    await buy();
    await runnerOn().run(keyed('light'));
    let looks = 0;
    const late = disturbed({
      findKey: async (scope, key) => ((looks += 1) === 1 ? undefined : log.findKey(scope, key)),
    });
    expect(await runnerOn(late).run(keyed('light'))).toMatchObject({ isReplay: true, version: 2 });
  });

  it.each([
    ['If-Match', { ifMatch: 1 }],
    ['a rule', {}],
  ])('is looked up again before %s refuses', async (_, more) => {
    await buy();
    await runnerOn().run(keyed('light', 'k', more));
    let looks = 0;
    const late = disturbed({
      findKey: async (scope, key) => ((looks += 1) === 1 ? undefined : log.findKey(scope, key)),
    });
    expect((await runnerOn(late).run(keyed('light', 'k', more))).isReplay).toBe(true);
  });

  it('makes requests that open a record wait for each other: one decision, one answer', async () => {
    const slow = disturbed({
      append: async (commit) => (await new Promise((resolve) => setTimeout(resolve, 20)), log.append(commit)),
    });
    const runner = runnerOn(slow);
    const outcomes = await Promise.all([runner.run(keyed('buy')), runner.run(keyed('buy')), runner.run(keyed('buy'))]);
    expect(new Set(outcomes.map(({ document }) => document.id)).size).toBe(1);
    // Whether it is refused is seen before it gets a number, and then it is decided with that.
    expect(decisions).toBe(2);
  });

  it('stands for method, path and body, under the secret of the installation', async () => {
    await buy();
    await runnerOn().run(keyed('light'));
    const { fingerprint } = (await log.findKey('actor:actor-1', 'k'))!;
    for (const fingerprinted of [
      { method: 'PUT', path: '/light', body: {} },
      { method: 'POST', path: '/dark', body: {} },
      { method: 'POST', path: '/light', body: { a: 1 } },
    ]) {
      expect(await refusalOf(runnerOn().run(keyed('light', 'k', { fingerprinted })))).toEqual({
        status: 422,
        code: 'IDEMPOTENCY_KEY_REUSED',
      });
    }
    const elsewhere = runnerOn(log, { fingerprintKey: { id: 'k2', secret: Buffer.from('another') } });
    expect(await refusalOf(elsewhere.run(keyed('light')))).toEqual({ status: 422, code: 'IDEMPOTENCY_KEY_REUSED' });
    expect(fingerprint).toMatch(/^1\.k1\.[\w-]{43}$/);
  });
});

describe('commands to one record', () => {
  it('take turns: none sees a state that another is changing', async () => {
    await buy();
    const appended: number[] = [];
    const slow = disturbed({
      append: async (commit) => {
        appended.push(commit.firstVersion);
        await new Promise((resolve) => setTimeout(resolve, 20));
        return log.append(commit);
      },
    });
    const runner = runnerOn(slow);
    const answers = await Promise.all([1, 2, 3].map(() => refusalOf(runner.run(request('light')))));
    expect(answers.map(({ code }) => code)).toEqual(['NOT_REFUSED', 'LAMP_IS_ON', 'LAMP_IS_ON']);
    expect(appended).toEqual([2]);
  });
});

describe('what a caller is not cleared for', () => {
  const uncleared: Caller = { ...caller, clearance: 'CONFIDENTIAL' };
  const marked = (sensitivity: Sensitivity) => buy({ sensitivity });

  it('is not there for their commands', async () => {
    await marked('STRICTLY_CONFIDENTIAL');
    expect(await refusalOf(runnerOn().run(request('light', { caller: uncleared })))).toEqual({
      status: 404,
      code: 'NOT_FOUND',
    });
    await expect(runnerOn().run(request('light'))).resolves.toBeDefined();
  });

  it('is not given out by a key that is sent again', async () => {
    await marked('CONFIDENTIAL');
    await runnerOn().run(keyed('light', 'k', { sensitivity: 'STRICTLY_CONFIDENTIAL' }));
    expect(await refusalOf(runnerOn().run(keyed('light', 'k', { caller: uncleared })))).toEqual({
      status: 404,
      code: 'NOT_FOUND',
    });
  });
});

describe('a refusal', () => {
  it('is kept with its code, rule and command, whatever refused: a role, a rule, a claim, a version', async () => {
    await buy({ data: { colour: 'red' } });
    await runnerOn().run(request('light'));
    const other = ID.replace(/1$/, '2');
    for (const refused of [
      request('light', { caller: { ...caller, roles: ['viewer'] } }),
      request('light'),
      request('light', { ifMatch: 7 }),
      request('buy', { target: other, data: { colour: 'red' } }),
      request('light', { exercise: true }),
    ]) {
      await refusalOf(runnerOn().run(refused));
    }
    const kept = await log.readRefusals(0, 100);
    expect(kept.map(({ code, rule, command }) => [code, rule, command])).toEqual([
      ['ROLE_NOT_SUFFICIENT', 'ROLES', 'light'],
      ['LAMP_IS_ON', 'LAMP-1', 'light'],
      ['VERSION_CONFLICT', 'U3', 'light'],
      ['COLOUR_IS_TAKEN', 'LAMP-2', 'buy'],
      ['EXERCISE_IS_FIXED_FOR_A_RECORD', 'EXERCISE', 'light'],
    ]);
    expect(ends.filter((end) => end.endsWith('accepted'))).toHaveLength(2);
  });

  it('in a rehearsal is not kept and not counted, and what is rehearsed leaves no trace', async () => {
    await buy();
    ends = [];
    const rehearsal = runnerOn().rehearsal();
    expect((await rehearsal.run(request('light'))).version).toBe(2);
    expect(await refusalOf(rehearsal.run(request('light')))).toEqual({ status: 409, code: 'LAMP_IS_ON' });
    expect([await log.head(), await log.readRefusals(0, 9), ends]).toEqual([1, [], []]);
    expect((await runnerOn().run(request('light'))).version).toBe(2);
  });
});

it('an event is accepted with every member that its envelope promises, and none that is undefined', async () => {
  const commits: Commit[] = [];
  await runnerOn(disturbed({ append: (commit) => (commits.push(commit), log.append(commit)) })).run(
    request('buy', { target: ID }),
  );
  const event: AcceptedEvent = commits[0]!.events[0];
  expect(Object.entries(event).filter(([, value]) => value === undefined)).toEqual([]);
  expect(event).not.toHaveProperty('knownat');
});

describe('An answer', () => {
  /** A log that records a moment after it accepts. */
  const recordingAfter = (milliseconds: number) => {
    let acceptedAt = Infinity;
    return disturbed({
      append: (commit) => {
        acceptedAt = performance.now();
        return log.append(commit);
      },
      readStream: async (stream, range) => {
        const events = await log.readStream(stream, range);
        if (performance.now() - acceptedAt > milliseconds) return events;
        return events.map(({ position: _, time: __, knownat: ___, ...accepted }) => accepted) as never;
      },
    });
  };

  it('waits a moment for the time of recording', async () => {
    const readings: (string | undefined)[] = [];
    const slow = recordingAfter(60);
    const { version } = await runnerOn(slow).run(request('buy', { target: ID }));
    readings.push(...(await slow.readStream(`lamp-${ID}`)).map(({ time }) => time));
    expect([version, readings]).toEqual([1, [NOW]]);
  });

  it('is given without it when that takes longer: the command is accepted all the same', async () => {
    const began = performance.now();
    const { version } = await runnerOn(recordingAfter(60_000)).run(request('buy', { target: ID }));
    expect(version).toBe(1);
    expect(performance.now() - began).toBeLessThan(10_000);
    expect(await log.head()).toBe(1);
  });
});
