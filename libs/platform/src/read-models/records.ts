import {
  correctedStream,
  correctionOf,
  isCleared,
  parseInstant,
  SENSITIVITIES,
  type Correction,
  type Instant,
  type RecordedEvent,
  type Sensitivity,
} from '@opsledger/kernel';
import { recordedPart, sharedUpTo, type EventStore } from '@opsledger/event-store';
import {
  changesBetween,
  hadHappenedBy,
  knownAt,
  PastNotReached,
  project,
  projectValid,
  shown,
  type AnsweredView,
  type DocumentChange,
  type DocumentFilter,
  type DocumentKey,
  type DocumentPage,
  type DocumentSort,
  type PastView,
  type Projection,
  type ReadModel,
  type ReadModelDocument,
} from '@opsledger/projections';
import { findRecordId } from '../commands/record-id.js';
import type { AggregateDefinition } from '../commands/service-definition.js';
import {
  deadlineBookOf,
  NEVER,
  type AggregateWithDeadlines,
  type DeadlineBook,
} from '../deadlines/deadline-book.projection.js';
import { Versioned } from '../http/answer.interceptor.js';
import { badHeader, type Reading } from '../http/request-context.js';
import { Problem } from '../http/problem.js';
import { notACursor, type Cursors } from './cursor.js';
import type { FeedPage } from './event-log.js';
import { parsePositionOfWrite } from './position-of-write.js';
import type { ReadModels } from './read-models.js';

const LONGEST_WAIT_MILLISECONDS = 5_000;
const DEFAULT_LIMIT = 50;
const MOST_PER_PAGE = 500;
const MOST_IN_ONE_ANSWER = 2_000;

/** A page; `view` says what it rests on when the past was asked for, `stale` which of its records lack events that could not be folded. */
export type Page<Item> = Readonly<{
  data: readonly Item[];
  page: Readonly<{ next: string | null; hasMore: boolean }>;
  view?: AnsweredView;
  stale?: readonly string[];
}>;
export type ListRequest = PastView &
  Readonly<{
    /** What the documents must be like. */
    filter?: DocumentFilter;
    sort?: DocumentSort;
    exercise?: 'include' | 'only';
    limit?: number;
    cursor?: string;
  }>;

/**
 * Reads the records of any aggregate: one, a list, a history; as they are, or as they were known or valid at an instant. What
 * the caller may not see is not there, and what they wrote is there when they say so.
 */
export class Records {
  constructor(
    private readonly log: EventStore,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
    /** The instant of a question that names none. */
    readonly now: () => Instant,
  ) {}

  /** One record, by id or reference. Of the past it has a `view` and no version to match. */
  async read(
    aggregate: AggregateDefinition,
    identifier: string,
    asked: PastView,
    reading: Reading,
  ): Promise<Versioned<ReadModelDocument> | (ReadModelDocument & Readonly<{ view: AnsweredView }>)> {
    const now = await this.find(aggregate, identifier, reading);
    const model = this.models.of(aggregate.projection);
    const past = canonical(asked);
    if (!asksForThePast(past))
      return new Versioned(shown(aggregate.projection, now), now.version, model.isStale(now.id));
    const { document, view } = await reached(model.getPast(now.id, past, LONGEST_WAIT_MILLISECONDS));
    if (!document) throw new Problem(404, 'NOT_KNOWN_AT_THAT_TIME', { rule: 'U6', members: { view } });
    return { ...shown(aggregate.projection, document), view };
  }

  /** A page of records, in the order of their ids unless sorted. */
  async list(aggregate: AggregateDefinition, request: ListRequest, reading: Reading): Promise<Page<ReadModelDocument>> {
    const { filter = {}, sort, exercise, limit = DEFAULT_LIMIT, cursor } = request;
    const asked = canonical(request);
    const model = this.models.of(aggregate.projection);
    await this.waitFor(aggregate, reading);
    const { clearance } = reading.caller;
    // A cursor is good for the same question only, asked by someone who may see as much.
    const question = JSON.stringify([aggregate.projection.name, filter, sort ?? '', exercise ?? '', clearance, asked]);
    const { after, view: begun } = await this.placeOf(question, cursor);
    const query = {
      filter: {
        $and: [filter, seenWith(clearance), ...(exercise === 'include' ? [] : [{ exercise: exercise === 'only' }])],
      },
      ...(sort && { sort }),
      ...(after && { after }),
      limit,
    };
    // A later page of the past rests on what the first one rested on.
    const past = begun ?? asked;
    const found: DocumentPage & Readonly<{ view?: AnsweredView }> = asksForThePast(past)
      ? await reached(model.findPast(query, past, LONGEST_WAIT_MILLISECONDS))
      : await model.find(query);
    const { next, view } = found;
    const data = view ? await this.stillCleared(model, found.documents, clearance) : found.documents;
    const stale = data.flatMap(({ id }) => (model.isStale(id) ? [id] : []));
    const { logId } = this.log;
    const nextPlace: ListPlace | undefined = next && { logId, after: next, ...(view && { view: pinned(view) }) };
    return {
      data: data.map((document) => shown(aggregate.projection, document)),
      page: {
        next: nextPlace ? this.cursors.make(question, JSON.stringify(nextPlace)) : null,
        hasMore: nextPlace !== undefined,
      },
      ...(view && { view }),
      ...(stale.length > 0 && { stale }),
    };
  }

  /** All records that fit, up to what anyone can look at in one answer; `isComplete` says whether these are all. */
  async all<Document extends ReadModelDocument>(
    aggregate: AggregateDefinition,
    request: Omit<ListRequest, 'limit' | 'cursor'>,
    reading: Reading,
  ): Promise<Readonly<{ data: readonly Document[]; isComplete: boolean }> & Pick<Page<Document>, 'view' | 'stale'>> {
    const data: Document[] = [];
    const stale: string[] = [];
    for (let cursor: string | undefined; ;) {
      const asked = { ...request, limit: MOST_PER_PAGE, ...(cursor !== undefined && { cursor }) };
      const found = (await this.list(aggregate, asked, reading)) as Page<Document>;
      data.push(...found.data);
      stale.push(...(found.stale ?? []));
      cursor = found.page.next ?? undefined;
      if (cursor !== undefined && data.length < MOST_IN_ONE_ANSWER) continue;
      const { view } = found;
      return {
        ...{ data, isComplete: cursor === undefined },
        ...(view && { view }),
        ...(stale.length > 0 && { stale }),
      };
    }
  }

  /**
   * Every record that fits, a page at a time and never all at once. All pages rest on one view, that of the first: what is counted
   * over them is counted at one moment, and can be counted again.
   */
  async *pages<Document extends ReadModelDocument>(
    aggregate: AggregateDefinition,
    request: Omit<ListRequest, 'limit' | 'cursor' | 'sort'>,
    reading: Reading,
  ): AsyncGenerator<Page<Document> & Readonly<{ view: AnsweredView }>> {
    const past = asksForThePast(request) ? request : { ...request, position: await this.log.head() };
    for (let cursor: string | undefined; ;) {
      const asked = { ...past, limit: MOST_PER_PAGE, ...(cursor !== undefined && { cursor }) };
      const page = (await this.list(aggregate, asked, reading)) as Page<Document> & Readonly<{ view: AnsweredView }>;
      yield page;
      if (page.page.next === null) return;
      cursor = page.page.next;
    }
  }

  /**
   * What the records of an aggregate wait for, or waited for, the next to fall due first. What was past when it was brought in is
   * no alarm.
   */
  async deadlines(
    aggregate: AggregateDefinition,
    { dueBefore, ...request }: DeadlinesRequest,
    reading: Reading,
  ): Promise<Page<OpenRecordDeadline>> {
    const until = dueBefore === undefined ? NEVER : (parseInstant(dueBefore) ?? dueBefore);
    const projection = deadlineBookOf(aggregate as AggregateWithDeadlines) as unknown as Projection;
    const { data, ...rest } = (await this.list(
      { ...aggregate, projection },
      { ...request, filter: { nextDueAt: { $lt: until } }, sort: { by: 'nextDueAt' } },
      reading,
    )) as Page<ReadModelDocument> as Page<DeadlineBook>;
    const open = data.flatMap((book) =>
      book.open
        .filter(({ isHistory, dueAt }) => !isHistory && dueAt < until)
        .map(({ name, dueAt, openedBy }) => ({ id: book.id, deadline: name, dueAt, openedBy })),
    );
    return { data: open.toSorted((a, b) => Number(a.dueAt > b.dueAt) - Number(a.dueAt < b.dueAt)), ...rest };
  }

  /** A record as it was after its n-th event. */
  async version(
    aggregate: AggregateDefinition,
    identifier: string,
    version: number,
    reading: Reading,
  ): Promise<ReadModelDocument> {
    const { id } = await this.find(aggregate, identifier, reading);
    const document = project(aggregate.projection, await this.events(aggregate, id, reading, { toVersion: version }));
    if (document?.version !== version) throw new Problem(404, 'NOT_FOUND');
    return shown(aggregate.projection, document);
  }

  /** What a record was at two versions, or at two knowledge times, and the events that explain the difference. */
  async difference(
    aggregate: AggregateDefinition,
    identifier: string,
    { from, to, fromAsOf, toAsOf, validAt }: DifferenceRequest,
    reading: Reading,
  ): Promise<Difference> {
    const { id } = await this.find(aggregate, identifier, reading);
    if (fromAsOf !== undefined && toAsOf !== undefined && from === undefined && to === undefined)
      return this.differenceKnown(aggregate, id, [fromAsOf, toAsOf], validAt, reading);
    if (from === undefined || to === undefined || fromAsOf !== undefined || toAsOf !== undefined) {
      const missing = fromAsOf !== undefined || toAsOf !== undefined ? ['/fromAsOf', '/toAsOf'] : ['/from', '/to'];
      throw new Problem(400, 'FIELDS_ARE_NOT_VALID', {
        errors: missing.map((pointer) => ({ pointer, code: 'ONE_PAIR_IS_NEEDED' })),
      });
    }
    const events = await this.events(aggregate, id, reading, { toVersion: Math.max(from, to) });
    if (events.length < Math.max(from, to)) throw new Problem(404, 'NOT_FOUND');
    const { projection } = aggregate;
    const at = (version: number) =>
      validAt === undefined
        ? project(projection, events.slice(0, version))
        : projectValid(projection, events.slice(0, version), parseInstant(validAt) ?? validAt).document;
    return differenceOf(aggregate, [at(from), at(to)], events);
  }

  /** The records that were known differently at two instants, a page at a time in the order of their ids. */
  async differences(
    aggregate: AggregateDefinition,
    { fromAsOf, toAsOf, ...page }: Readonly<{ fromAsOf: Instant; toAsOf: Instant }> & Omit<ListRequest, 'asOf'>,
    reading: Reading,
  ): Promise<Page<Difference & Readonly<{ id: string }>>> {
    const [earlier, later] = [fromAsOf, toAsOf].map((instant) => parseInstant(instant) ?? instant).toSorted();
    // Known time never goes back, so that what was known earlier is known later, too.
    const found = await this.list(aggregate, { ...page, asOf: later! }, reading);
    const compared = await Promise.all(
      found.data.map(async ({ id }) => ({
        id,
        ...(await this.differenceKnown(aggregate, id, [earlier!, later!], page.validAt, reading)),
      })),
    );
    return { ...found, data: compared.filter(({ events }) => events.length > 0) };
  }

  private async differenceKnown(
    aggregate: AggregateDefinition,
    id: string,
    instants: readonly [Instant, Instant],
    validAt: Instant | undefined,
    reading: Reading,
  ): Promise<Difference> {
    const model = this.models.of(aggregate.projection);
    const [before, after] = await Promise.all(
      instants.map((asOf) =>
        reached(
          model.getPast(id, canonical({ asOf, ...(validAt !== undefined && { validAt }) }), LONGEST_WAIT_MILLISECONDS),
        ),
      ),
    );
    const versions = [before, after].map((one) => one?.document?.version ?? 0);
    const events = await this.events(aggregate, id, reading, { toVersion: Math.max(...versions) });
    return {
      ...differenceOf(aggregate, [before?.document, after?.document], events),
      ...{ from: before!.view, to: after!.view },
    };
  }

  /** The recorded events of a record, for who is cleared for all of them. */
  private async events(
    aggregate: AggregateDefinition,
    id: string,
    { caller }: Reading,
    range: Readonly<{ fromVersion?: number; toVersion?: number }>,
  ): Promise<readonly RecordedEvent[]> {
    if (range.toVersion === 0) return [];
    const events = recordedPart(await this.log.readStream(`${aggregate.projection.streamPrefix}${id}`, range));
    // The record was cleared a moment ago; an event that came since may be marked higher.
    if (!events.every(({ sensitivity }) => isCleared(caller.clearance, sensitivity)))
      throw new Problem(404, 'NOT_FOUND');
    return events;
  }

  /** The events that made a record, after a version; with the corrections of them, also those that come on later pages. */
  async history(
    aggregate: AggregateDefinition,
    identifier: string,
    { after = 0, limit = DEFAULT_LIMIT, asOf, validAt }: HistoryRequest,
    reading: Reading,
  ): Promise<FeedPage & Readonly<{ corrections?: readonly CorrectionOfHistory[] }>> {
    const { id } = await this.find(aggregate, identifier, reading);
    const stream = await this.events(aggregate, id, reading, {});
    const completeTo = asOf === undefined ? undefined : await this.log.completeTo(parseInstant(asOf) ?? asOf);
    const known =
      completeTo === undefined ? stream : knownAt(stream, { knownAt: completeTo, position: Number.MAX_SAFE_INTEGER });
    const asked = happenedBy(known, validAt).filter(({ streamversion }) => Number(streamversion) > after);
    const data = asked.slice(0, limit);
    const last = Number(data.at(-1)?.streamversion ?? after);
    const corrections = known.flatMap((event): readonly CorrectionOfHistory[] => {
      const correction = correctionOf(event);
      const isOfBefore = correction && correction.version <= after && Number(event.streamversion) <= after;
      if (!correction || correction.version > last || isOfBefore) return [];
      return [{ ...correction, correctedBy: Number(event.streamversion) }];
    });
    return {
      ...{ data, page: { next: last, hasMore: asked.length > limit } },
      ...(corrections.length > 0 && { corrections }),
    };
  }

  private async find(
    aggregate: AggregateDefinition,
    identifier: string,
    { caller, minPosition }: Reading,
  ): Promise<ReadModelDocument> {
    const model = this.models.of(aggregate.projection);
    await this.waitFor(aggregate, { caller, minPosition });
    const id = await findRecordId(this.log, aggregate, identifier);
    const document = id === undefined ? undefined : await model.get(id);
    if (!document && id !== undefined && model.isStale(id)) throw parkedProblem();
    if (!document || !isCleared(caller.clearance, document.sensitivity)) throw new Problem(404, 'NOT_FOUND');
    return document;
  }

  /** Waits until the read model has what the caller wrote; 503 if that takes too long, or while it is being made again. */
  private async waitFor({ projection }: AggregateDefinition, { caller, minPosition }: Reading): Promise<void> {
    const model = this.models.of(projection);
    if (!model.hasCaughtUp) throw behind();
    if (minPosition === undefined) return;
    const written = parsePositionOfWrite(minPosition);
    if (!written) throw badHeader('Opsledger-Min-Position', 'NOT_A_POSITION');
    const { stream, version, logId } = written;
    if (!model.consumes(stream)) return;
    // A position that no write gave, or one of a record that the caller may not see: both are none.
    const history = await this.log.readStream(stream, { toVersion: version });
    const isCallers =
      history.length === version && history.every(({ sensitivity }) => isCleared(caller.clearance, sensitivity));
    if (logId !== this.log.logId) {
      // What was written before the backup is there; the same version written since may be another event.
      const position = Number(recordedPart(history)[version - 1]?.position);
      const isShared = isCallers && position <= (sharedUpTo(this.log, logId) ?? 0);
      if (!isShared) throw await this.ofAnotherLog('WRITE_IS_NOT_IN_THIS_LOG', logId);
    }
    if (!isCallers) throw badHeader('Opsledger-Min-Position', 'NOT_A_POSITION');
    if (model.isStale(stream.slice(projection.streamPrefix.length))) throw parkedProblem();
    if (!(await model.waitFor(stream, version, LONGEST_WAIT_MILLISECONDS))) throw behind();
  }

  /** Where a list goes on. One that was begun before the log was put back has pages that this log would not give, and is begun again. */
  private async placeOf(question: string, cursor: string | undefined): Promise<Partial<ListPlace>> {
    const sealed = this.cursors.read(question, cursor);
    if (sealed === undefined) return {};
    const place = JSON.parse(sealed) as Partial<ListPlace>;
    if (place.logId === undefined) throw notACursor(); // of a version that did not say of which log it was
    if (place.logId !== this.log.logId) throw await this.ofAnotherLog('LIST_IS_OF_ANOTHER_LOG', place.logId);
    return place;
  }

  /** Rejects with `LogRenamed` where it is this process that has not seen the log's new name yet. */
  private async ofAnotherLog(
    code: 'LIST_IS_OF_ANOTHER_LOG' | 'WRITE_IS_NOT_IN_THIS_LOG',
    logId: string,
  ): Promise<Problem> {
    await this.log.confirmName();
    const upTo = sharedUpTo(this.log, logId);
    const headers = { 'opsledger-log-id': this.log.logId };
    return new Problem(410, code, { rule: 'U6', details: { logId, ...(upTo !== undefined && { upTo }) }, headers });
  }

  /** What was open to all once may be marked by now: present clearance counts for the past, too (ADR 4). */
  private async stillCleared(
    model: ReadModel,
    documents: readonly ReadModelDocument[],
    clearance: Sensitivity,
  ): Promise<readonly ReadModelDocument[]> {
    const marks = await Promise.all(documents.map(async ({ id }) => (await model.get(id))?.sensitivity));
    return documents.filter((_, index) => marks[index] !== undefined && isCleared(clearance, marks[index]));
  }
}

export type DeadlinesRequest = Omit<ListRequest, 'filter' | 'sort'> & Readonly<{ dueBefore?: Instant }>;
/** What one record waits for. */
export type OpenRecordDeadline = Readonly<{
  id: string;
  deadline: string;
  dueAt: Instant;
  /** Version of the event that opened it. */
  openedBy: number;
}>;
/** Two versions, or two knowledge times. */
export type DifferenceRequest = Readonly<{
  from?: number;
  to?: number;
  fromAsOf?: Instant;
  toAsOf?: Instant;
  /** Only what had happened by then, of what was known at the two knowledge times. */
  validAt?: Instant;
}>;
/** A record at two moments, what differs, and the events between the two that explain it. What was not known yet has no version. */
export type Difference = Readonly<{
  beforeVersion?: number;
  afterVersion?: number;
  changes: readonly DocumentChange[];
  events: readonly RecordedEvent[];
  from?: AnsweredView;
  to?: AnsweredView;
}>;
/** A correction, and the version of the event that makes it. */
type CorrectionOfHistory = Correction & Readonly<{ correctedBy: number }>;

/** A history from a version on; as it was known, and of what had happened by an instant. */
export type HistoryRequest = Readonly<{ after?: number; limit?: number; asOf?: Instant; validAt?: Instant }>;

/** The events as they were recorded, of which none is known to have happened later; by their corrected dates. */
const happenedBy = (events: readonly RecordedEvent[], validAt: Instant | undefined): readonly RecordedEvent[] => {
  if (validAt === undefined) return events;
  const corrected = correctedStream(events);
  return events.filter((_, index) => hadHappenedBy(corrected[index]!, parseInstant(validAt) ?? validAt) !== 'no');
};

/** Members that differ between any two versions, whatever was recorded. */
const ALWAYS_DIFFERENT = ['version', 'recordedAt', 'knownAt'];
const differenceOf = (
  { projection }: AggregateDefinition,
  [before, after]: readonly [ReadModelDocument | undefined, ReadModelDocument | undefined],
  events: readonly RecordedEvent[],
): Difference => {
  const [low, high] = [before?.version ?? 0, after?.version ?? 0].toSorted((a, b) => a - b);
  return {
    ...(before && { beforeVersion: before.version }),
    ...(after && { afterVersion: after.version }),
    changes: changesBetween(before, after, [...ALWAYS_DIFFERENT, ...(projection.hidden ?? [])]),
    events: events.slice(low, high),
  };
};

/** Where a list goes on: in which log, after which document, and what its first page rested on. */
type ListPlace = Readonly<{ logId: string; after: DocumentKey; view?: PastView }>;

const asksForThePast = ({ asOf, validAt, position }: PastView): boolean =>
  asOf !== undefined || validAt !== undefined || position !== undefined;

/** The question in the one form in which instants compare as texts. */
const canonical = ({ asOf, validAt, position }: PastView): PastView => ({
  ...(asOf !== undefined && { asOf: parseInstant(asOf) ?? asOf }),
  ...(validAt !== undefined && { validAt: parseInstant(validAt) ?? validAt }),
  ...(position !== undefined && { position }),
});

const pinned = ({ asOf, validAt, position, completeTo }: AnsweredView): PastView => ({
  asOf: asOf < completeTo ? asOf : completeTo,
  ...(validAt !== undefined && { validAt }),
  position,
});

const seenWith = (clearance: Sensitivity): DocumentFilter => ({
  sensitivity: { $in: SENSITIVITIES.filter((mark) => isCleared(clearance, mark)) },
});

const behind = (): Problem => new Problem(503, 'READ_MODEL_IS_BEHIND', { headers: { 'retry-after': '1' } });
const parkedProblem = (): Problem => new Problem(503, 'RECORD_IS_SET_ASIDE', { headers: { 'retry-after': '60' } });

const reached = <Answer>(answer: Promise<Answer>): Promise<Answer> =>
  answer.catch((error: unknown) => {
    if (!(error instanceof PastNotReached)) throw error;
    if (error.reason === 'read-model-is-behind') throw behind();
    throw new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors: [{ pointer: '/position', code: 'NOT_A_POSITION' }] });
  });
