import { createHmac } from 'node:crypto';
import {
  canonicalEdtf,
  claimText,
  correctionOf,
  decideAfter,
  domainEvent,
  fold,
  highestOf,
  isCleared,
  isImported,
  isRecorded,
  laterOf,
  refuseFutureOccurrence,
  refuseKnownTimeThatGoesBack,
  withCorrections,
  RuleViolation,
  type AcceptedEvent,
  type Claim,
  type CommandMetadata,
  type DomainEvent,
  type Instant,
  type Realm,
  type StreamEvent,
  type Sensitivity,
} from '@opsledger/kernel';
import {
  canonicalJson,
  ClaimConflict,
  KeyConflict,
  nextAppend,
  VersionConflict,
  type Commit,
  type EventStore,
} from '@opsledger/event-store';
import { MemoryEventStore } from '@opsledger/event-store/memory';
import { noTracing, traced, type Tracing } from '@opsledger/messaging';
import { project, shown } from '@opsledger/projections';
import { Problem } from '../http/problem.js';
import type { SecretKey } from '../identity/installation-keys.js';
import type { Caller, Issuer } from '../identity/roles.js';
import type { CatalogueEntry, CommandCatalogue } from './command-catalogue.js';
import type { CommandOutcome, CommandRequest } from './command-request.js';
import { positionOfWrite } from '../read-models/position-of-write.js';
import { EventBreaksItsContract, type EventSchemas } from './event-schemas.js';
import { findRecordId } from './record-id.js';
import type { AggregateDefinition, Consultation } from './service-definition.js';
import { StreamQueue } from './stream-queue.js';

const VERSION_CONFLICT_RETRIES = 3;
/** How long an answer waits for the time of recording of what is accepted already; without it, it leaves that open. */
const RECORDING_MILLISECONDS = 500;
const LOOK_AGAIN_MILLISECONDS = 20;
/** Of those who want the same number of a series one gets it each time, so this is how many may want it at once. */
const SERIAL_CLAIM_RETRIES = 100;

export type CommandRunnerOptions = Readonly<{
  log: EventStore;
  catalogue: CommandCatalogue;
  schemas: Pick<EventSchemas, 'assertValid'>;
  now: () => Instant;
  newId: () => string;
  fingerprintKey: SecretKey;
  tracing?: Tracing;
  /** Told what became of a command: `accepted`, `replayed`, or the code of the problem. */
  onEnd: (command: string, outcome: string) => void;
}>;

/**
 * The way of a command, the same for every service: authorize, take the stream's turn, look the key up, load, check
 * `If-Match`, decide, append. See ARCHITECTURE.md, "The way of a command".
 */
export class CommandRunner {
  private readonly queue = new StreamQueue();

  private readonly tracing: Tracing;

  constructor(private readonly options: CommandRunnerOptions) {
    this.tracing = options.tracing ?? noTracing;
  }

  /** The same rules over a log that reads through to the real one and keeps what is written to itself. */
  rehearsal(): CommandRunner {
    return new CommandRunner({
      ...this.options,
      onEnd: () => undefined,
      tracing: noTracing,
      log: new MemoryEventStore(this.options.now, this.options.log),
    });
  }

  /** Keeps what a rehearsal refused, for when it stood before something that was meant. */
  async keepRefusalsOf(rehearsal: CommandRunner): Promise<void> {
    const refusals = await rehearsal.options.log.readRefusals(0, Number.MAX_SAFE_INTEGER);
    await Promise.all(refusals.map(({ sequence: _, ...refusal }) => this.options.log.recordRefusal(refusal)));
  }

  /** Throws a `Problem`, which it has recorded as a refusal, unless the command is accepted and durable. */
  run(request: CommandRequest): Promise<CommandOutcome> {
    const attributes = { 'opsledger.command': request.name, 'opsledger.correlation_id': request.requestId };
    return traced(this.tracing, `command ${request.name}`, { attributes }, () => this.runAlone(request));
  }

  private async runAlone(request: CommandRequest): Promise<CommandOutcome> {
    const entry = this.options.catalogue.get(request.name);
    await this.authorize(request);
    const id = await this.targetId(entry, request);
    const isWithoutRecord = request.target === undefined;
    const turn =
      isWithoutRecord && request.key ? `${request.key.scope}\n${request.key.key}` : streamOf(entry.aggregate, id);
    const outcome = await this.queue.run(turn, () => this.takeTurn(entry, request, id));
    this.options.onEnd(request.name, outcome.isReplay ? 'replayed' : 'accepted');
    return outcome;
  }

  /** The role-to-command matrix. A refusal is kept. */
  async authorize(request: CommandRequest): Promise<void> {
    await this.authorizeAs(request, this.options.catalogue.get(request.name).command.roles);
  }

  /** The same for what is no single command, such as an import; it is kept under method and route. */
  async authorizeAs(request: CommandRequest, roles: readonly Issuer[]): Promise<void> {
    if (request.caller.roles.some((role) => roles.includes(role))) return;
    throw await this.refused(
      request,
      undefined,
      new Problem(403, 'ROLE_NOT_SUFFICIENT', { rule: 'ROLES', details: { allowed: roles } }),
    );
  }

  private async takeTurn(entry: CatalogueEntry, request: CommandRequest, id: string): Promise<CommandOutcome> {
    const stream = streamOf(entry.aggregate, id);
    for (let retries = 0; ; retries += 1) {
      const known = await this.replay(entry, request);
      if (known instanceof Problem) throw await this.refused(request, stream, known);
      if (known) return known;
      try {
        return await this.attempt(entry, request, id);
      } catch (error) {
        // Whatever stood in the way, it may have been this very request, sent before: then that one's answer counts.
        const since = isRefusal(error) ? await this.replay(entry, request) : undefined;
        if (since && !(since instanceof Problem)) return since;
        if (!since && mayRetry(error, entry.aggregate, request, retries)) continue;
        throw await this.refused(request, stream, since ?? asProblem(error, entry.aggregate, request));
      }
    }
  }

  private async attempt(entry: CatalogueEntry, request: CommandRequest, id: string): Promise<CommandOutcome> {
    const { log, newId } = this.options;
    const now = this.options.now();
    const { aggregate, command } = entry;
    const { decider } = aggregate;
    const stream = streamOf(aggregate, id);
    const history = await log.readStream(stream);
    if (history.length === 0 && (command.target === 'existing' || request.mustExist))
      throw new Problem(404, 'NOT_FOUND');
    refuseUncleared(history, request.caller);
    refuseStaleVersion(history, request);
    const exercise = exerciseOf(history, request);
    const past = history.map(domainEvent);
    const before = fold(decider, past);

    const realm: Realm = exercise ? 'exercise' : 'real';
    const linkedMarks: Sensitivity[] = [];
    const known = await command.consult?.(request.data, this.consultationIn(realm, request.caller, linkedMarks), id);
    const unnumbered: CommandMetadata = {
      ...{ now, id },
      occurredAt: canonicalEdtf(request.occurredAt ?? now),
      ...(request.knownAt !== undefined && { knownAt: request.knownAt }),
      ...(request.source && { source: request.source }),
      ...(request.sensitivity && { sensitivity: request.sensitivity }),
      ...(linkedMarks.length > 0 && { linkedMark: linkedMarks.reduce(highestOf) }),
    };
    refuseKnownTimeThatGoesBack(unnumbered, lastKnown(history));
    const decideWith = (metadata: CommandMetadata) =>
      decideAfter(decider, past, { name: request.name, data: { ...request.data, ...known }, metadata });
    const metadata =
      history.length > 0 ? unnumbered : await this.numbered(aggregate, unnumbered, { realm, decideWith });
    const decided = decideWith(metadata).map((event) => ({
      ...{ ...event, sensitivity: highestOf(event.sensitivity, markOf(history)) },
    }));
    const after = fold(decider, [...past, ...decided]);
    for (const event of decided) this.options.schemas.assertValid(event);
    this.refuseUnsoundCorrection(decider, past, decided, metadata);

    const [first, ...rest] = decided.map((event, index) =>
      acceptedEvent(event, {
        aggregate,
        stream,
        exercise,
        metadata,
        request,
        id: newId(),
        version: history.length + 1 + index,
      }),
    );
    if (!first) throw new TypeError(`${request.name} was accepted and led to no event`);
    const [heldBefore, heldAfter] = [decider.holds(before), decider.holds(after)].map((claims) =>
      textsOf(claims, realm),
    );
    const { lastVersion } = await this.append({
      ...{ id: newId(), stream, firstVersion: history.length + 1, events: [first, ...rest] },
      claims: heldAfter!.filter((text) => !heldBefore!.includes(text)),
      releases: heldBefore!.filter((text) => !heldAfter!.includes(text)),
      ...(request.key && { key: { ...request.key, fingerprint: this.fingerprint(request) } }),
      acceptedAt: metadata.now,
    });
    const added = await this.readRecorded(stream, { fromVersion: history.length + 1, toVersion: lastVersion });
    return this.outcomeOf(aggregate, [...history, ...added], { isNew: history.length === 0, isReplay: false });
  }

  /** Whoever publishes the events may have them before the append is told to be done. */
  private append(commit: Commit): ReturnType<EventStore['append']> {
    if (!this.tracing.isOn) return this.options.log.append(commit);
    const attributes = { 'opsledger.stream': commit.stream, 'opsledger.events': commit.events.length };
    return traced(this.tracing, 'append', { attributes }, ({ traceParent }) => {
      this.tracing.remember(
        commit.events.map(({ id }) => id),
        traceParent,
      );
      return this.options.log.append(commit);
    });
  }

  private consultationIn(realm: Realm, { clearance }: Caller, linkedMarks: Sensitivity[]): Consultation {
    const { log } = this.options;
    const historyOf = async (stream: string): Promise<readonly StreamEvent[] | undefined> => {
      const history = await log.readStream(stream);
      const isThere = history.length > 0 && (history[0]!.exercise === 'true') === (realm === 'exercise');
      return isThere ? history : undefined;
    };
    return {
      holderOf: (claim) => log.findHolder(claimText(claim, realm)),
      stateOf: async (decider, stream) => {
        const history = await historyOf(stream);
        return history && fold(decider, history.map(domainEvent) as never[]);
      },
      linkTo: async (stream) => {
        const history = await historyOf(stream);
        if (!history || !isCleared(clearance, markOf(history))) return false;
        linkedMarks.push(markOf(history));
        return true;
      },
    };
  }

  /** `U2`: a corrected event is another one than before, an event of its type, and obeys the rules for it. */
  private refuseUnsoundCorrection(
    decider: AggregateDefinition['decider'],
    past: readonly DomainEvent[],
    decided: readonly DomainEvent[],
    metadata: CommandMetadata,
  ): void {
    const stream = [...past, ...decided];
    const { version, occurredAt } = correctionOf(stream.at(-1)!) ?? {};
    if (version === undefined) return;
    const [before, corrected] = [past, stream].map((events) => corrections(events)[version - 1]!);
    if (canonicalJson(before) === canonicalJson(corrected))
      throw new RuleViolation('CORRECTION_CHANGES_NOTHING', 'U2', 'broken-rule', { version });
    try {
      this.options.schemas.assertValid(corrected!);
    } catch (error) {
      if (!(error instanceof EventBreaksItsContract)) throw error;
      throw new Problem(422, 'CORRECTION_DOES_NOT_FIT_ITS_EVENT', { rule: 'U2', details: { type: corrected!.type } });
    }
    if (occurredAt !== undefined && !decider.plans?.includes(corrected!.type))
      refuseFutureOccurrence({ ...metadata, occurredAt });
    decider.recheck?.(corrected!, fold(decider, stream), metadata);
  }

  /** The answer that the same request got before, if it came with a key and was accepted; or why it gets none. */
  private async replay(entry: CatalogueEntry, request: CommandRequest): Promise<CommandOutcome | Problem | undefined> {
    if (!request.key) return undefined;
    const bound = await this.options.log.findKey(request.key.scope, request.key.key);
    if (!bound) return undefined;
    if (bound.fingerprint !== this.fingerprint(request))
      return new Problem(422, 'IDEMPOTENCY_KEY_REUSED', { rule: 'U3' });
    const then = await this.readRecorded(bound.stream, { toVersion: bound.lastVersion });
    const history = await this.options.log.readStream(bound.stream);
    // The record as it was then, for who may see it as it is now.
    if (!isCleared(request.caller.clearance, markOf(history))) return new Problem(404, 'NOT_FOUND');
    return this.outcomeOf(entry.aggregate, then, { isNew: bound.firstVersion === 1, isReplay: true });
  }

  /** Part of a stream, all of it recorded unless that takes too long. */
  private async readRecorded(
    stream: string,
    range: Readonly<{ fromVersion?: number; toVersion: number }>,
  ): Promise<readonly StreamEvent[]> {
    const { log } = this.options;
    const end = performance.now() + RECORDING_MILLISECONDS;
    for (;;) {
      const events = await log.readStream(stream, range);
      const left = end - performance.now();
      if (left <= 0 || events.every(isRecorded)) return events;
      await nextAppend(log, Math.min(left, LOOK_AGAIN_MILLISECONDS));
    }
  }

  private async targetId({ aggregate }: CatalogueEntry, { target }: CommandRequest): Promise<string> {
    if (target === undefined) return this.options.newId();
    const id = await findRecordId(this.options.log, aggregate, target);
    if (id === undefined) throw new Problem(404, 'NOT_FOUND');
    return id;
  }

  /**
   * Gives a new record its reference. What the rules refuse, or a name that is held, uses up no number: it is decided first under one
   * that no record ever gets. Who loses a race for a name does use one up, and so does what is not well formed: gaps occur.
   */
  private async numbered(
    { decider, referencePrefix }: AggregateDefinition,
    metadata: CommandMetadata,
    given: Readonly<{ realm: Realm; decideWith: (metadata: CommandMetadata) => readonly DomainEvent[] }>,
  ): Promise<CommandMetadata> {
    const { log } = this.options;
    const series = `${referencePrefix}-${(metadata.knownAt ?? metadata.now).slice(0, 4)}`;
    const foreseen = given.decideWith({ ...metadata, reference: `${series}-0000` });
    for (const claim of textsOf(decider.holds(fold(decider, foreseen)), given.realm)) {
      const holder = await log.findHolder(claim);
      if (holder !== undefined) throw new ClaimConflict(claim, holder);
    }
    return { ...metadata, reference: `${series}-${String(await log.nextNumber(series)).padStart(4, '0')}` };
  }

  /** Carries its own version and the id of its key, since it is kept as long as the log. */
  private outcomeOf(
    aggregate: AggregateDefinition,
    history: readonly StreamEvent[],
    { isNew, isReplay }: Pick<CommandOutcome, 'isNew' | 'isReplay'>,
  ): CommandOutcome {
    const document = project(aggregate.projection, history);
    if (!document) throw new TypeError('A stream without events has no record');
    const { version } = document;
    return {
      document: shown(aggregate.projection, document),
      version,
      position: positionOfWrite({ stream: streamOf(aggregate, document.id), version, logId: this.options.log.logId }),
      path: `${aggregate.path}/${document.id}`,
      isNew,
      isReplay,
    };
  }

  private fingerprint({ fingerprinted: { method, path, body } }: CommandRequest): string {
    const { id, secret } = this.options.fingerprintKey;
    const mac = createHmac('sha256', secret).update(`${method}\n${path}\n${canonicalJson(body ?? null)}`);
    return `1.${id}.${mac.digest('base64url')}`;
  }

  /** Keeps who ran into which rule, and gives the problem back. What is no refusal (not found, a fault) is not kept. */
  private async refused(request: CommandRequest, stream: string | undefined, problem: Problem): Promise<Problem> {
    this.options.onEnd(request.name, problem.code);
    if (problem.status === 404 || problem.status >= 500) return problem;
    const isRecord = stream !== undefined && (await this.options.log.readStream(stream, { toVersion: 1 })).length > 0;
    await this.options.log.recordRefusal({
      ...{ at: this.options.now(), code: problem.code, rule: problem.options.rule ?? '', command: request.name },
      ...(isRecord && { stream }),
      ...{ actor: request.caller.actor, fingerprint: this.fingerprint(request) },
    });
    return problem;
  }
}

/** The events as they should have been said. */
const corrections = (events: readonly DomainEvent[]): readonly DomainEvent[] =>
  withCorrections(events, (event, occurredAt) => ({ ...event, occurredAt }));

const streamOf = (aggregate: AggregateDefinition, id: string): string => `${aggregate.projection.streamPrefix}${id}`;

const textsOf = (claims: readonly Claim[], realm: Realm): readonly string[] => [
  ...new Set(claims.map((claim) => claimText(claim, realm))),
];

/** Of an event that is not recorded yet only an import says when it was known; after any other none is brought in any more. */
const lastKnown = (history: readonly StreamEvent[]) => {
  const last = history.at(-1);
  const knownAt = history.map(({ knownat }) => knownat ?? '').reduce(laterOf, '');
  return last && { knownAt, isImported: isImported(last) };
};

const acceptedEvent = (
  event: DomainEvent,
  given: Readonly<{
    aggregate: AggregateDefinition;
    stream: string;
    exercise: boolean;
    metadata: CommandMetadata;
    request: CommandRequest;
    id: string;
    version: number;
  }>,
): AcceptedEvent => ({
  specversion: '1.0',
  id: given.id,
  source: given.aggregate.source,
  type: event.type,
  subject: given.stream,
  datacontenttype: 'application/json',
  streamversion: String(given.version),
  occurredat: event.occurredAt,
  ...(given.metadata.knownAt !== undefined && { knownat: given.metadata.knownAt }),
  acceptedat: given.metadata.now,
  actor: given.request.caller.actor,
  correlationid: given.request.requestId,
  sensitivity: event.sensitivity,
  exercise: given.exercise ? 'true' : 'false',
  data: event.data,
});

/** The mark of a record. What is added to it is marked no lower, or it would give away what the rest keeps back. */
const markOf = (history: readonly StreamEvent[]): Sensitivity =>
  history.map((event) => event.sensitivity).reduce(highestOf, 'UNCLASSIFIED');

/** A record above the caller's clearance is not there for them. */
const refuseUncleared = (history: readonly StreamEvent[], { clearance }: Caller): void => {
  if (!isCleared(clearance, markOf(history))) throw new Problem(404, 'NOT_FOUND');
};

const refuseStaleVersion = (history: readonly StreamEvent[], { ifMatch }: CommandRequest): void => {
  if (ifMatch === undefined || ifMatch === history.length) return;
  const details = { currentVersion: history.length, yourVersion: ifMatch };
  throw new Problem(412, 'VERSION_CONFLICT', { rule: 'U3', details, members: details });
};

const exerciseOf = (history: readonly StreamEvent[], { exercise }: CommandRequest): boolean => {
  const first = history[0];
  if (!first) return exercise ?? false;
  const fixed = first.exercise === 'true';
  if (exercise !== undefined && exercise !== fixed)
    throw new Problem(422, 'EXERCISE_IS_FIXED_FOR_A_RECORD', { rule: 'EXERCISE' });
  return fixed;
};

const isRefusal = (error: unknown): boolean =>
  error instanceof RuleViolation ||
  error instanceof VersionConflict ||
  error instanceof ClaimConflict ||
  error instanceof KeyConflict ||
  (error instanceof Problem && (error.status === 409 || error.status === 412 || error.status === 422));

const mayRetry = (
  error: unknown,
  { serialClaims = [] }: AggregateDefinition,
  { ifMatch }: CommandRequest,
  retries: number,
): boolean => {
  if (error instanceof VersionConflict) return ifMatch === undefined && retries < VERSION_CONFLICT_RETRIES;
  if (!(error instanceof ClaimConflict)) return false;
  return serialClaims.includes(error.claim.split(':')[0]!) && retries < SERIAL_CLAIM_RETRIES;
};

const asProblem = (error: unknown, aggregate: AggregateDefinition, request: CommandRequest): Problem => {
  if (error instanceof Problem) return error;
  if (error instanceof RuleViolation) {
    const { code, rule, kind, details } = error;
    return new Problem(kind === 'wrong-state' ? 409 : 422, code, { rule, details });
  }
  if (error instanceof ClaimConflict) {
    const [kind = ''] = error.claim.split(':');
    const refusal = aggregate.claimRefusals[kind];
    if (refusal) return new Problem(422, refusal.code, { rule: refusal.rule });
    if (aggregate.serialClaims?.includes(kind)) return new Problem(409, 'RECORD_IS_CHANGING_TOO_FAST', { rule: 'U3' });
  }
  if (error instanceof VersionConflict && request.ifMatch !== undefined) {
    const details = { currentVersion: error.actualVersion, yourVersion: request.ifMatch };
    return new Problem(412, 'VERSION_CONFLICT', { rule: 'U3', details, members: details });
  }
  if (error instanceof VersionConflict) return new Problem(409, 'RECORD_IS_CHANGING_TOO_FAST', { rule: 'U3' });
  throw error;
};
