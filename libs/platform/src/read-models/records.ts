import { isCleared, SENSITIVITIES } from '@opsledger/kernel';
import type { EventStore } from '@opsledger/event-store';
import type { ReadModelDocument } from '@opsledger/projections';
import { findRecordId } from '../commands/record-id.js';
import type { AggregateDefinition } from '../commands/service-definition.js';
import { Versioned } from '../http/answer.interceptor.js';
import { badHeader } from '../http/request-context.js';
import { Problem } from '../http/problem.js';
import type { Caller } from '../identity/roles.js';
import { Cursors } from './cursor.js';
import type { FeedPage } from './event-log.js';
import type { ReadModels } from './read-models.js';

const LONGEST_WAIT_MILLISECONDS = 5_000;
const DEFAULT_LIMIT = 50;
const POSITION = /^([a-z]+(?:-[a-z]+)*-[0-9a-f-]{36})@(\d{1,9})$/;

/** Who reads, and what they have written that they want to see in it (`Opsledger-Min-Position`). */
export type Reading = Readonly<{ caller: Caller; minPosition?: string | undefined }>;

export type Page<Item> = Readonly<{ data: readonly Item[]; page: Readonly<{ next: string | null; hasMore: boolean }> }>;
export type ListRequest = Readonly<{
  /** Members and the values that each may have. */
  where: Readonly<Record<string, readonly string[]>>;
  exercise?: 'include' | 'only';
  limit?: number;
  cursor?: string;
}>;

/**
 * Reads the records of any aggregate: one, a list, a history. What the caller may not see is not there, and what they wrote
 * is there when they say so.
 */
export class Records {
  constructor(
    private readonly log: EventStore,
    private readonly models: ReadModels,
    private readonly cursors: Cursors,
  ) {}

  /** One record, by id or reference. */
  async read(
    aggregate: AggregateDefinition,
    identifier: string,
    reading: Reading,
  ): Promise<Versioned<ReadModelDocument>> {
    const document = await this.find(aggregate, identifier, reading);
    return new Versioned(document, document.version);
  }

  /** A page of records, oldest first. */
  async list(aggregate: AggregateDefinition, request: ListRequest, reading: Reading): Promise<Page<ReadModelDocument>> {
    const { where, exercise, limit = DEFAULT_LIMIT, cursor } = request;
    const model = this.models.of(aggregate.projection);
    await this.waitFor(aggregate, reading);
    // A cursor is good for the same question only, asked by someone who may see as much.
    const question = JSON.stringify([aggregate.name, where, exercise ?? '', reading.caller.clearance]);
    const afterId = this.cursors.read(question, cursor);
    const found = await model.find({
      where: {
        ...where,
        sensitivity: SENSITIVITIES.filter((mark) => isCleared(reading.caller.clearance, mark)),
        ...(exercise !== 'include' && { exercise: [exercise === 'only'] }),
      },
      ...(afterId !== undefined && { afterId }),
      limit: limit + 1,
    });
    const data = found.slice(0, limit);
    const hasMore = found.length > limit;
    return { data, page: { next: hasMore ? this.cursors.make(question, data.at(-1)!.id) : null, hasMore } };
  }

  /** The events that made a record, after a version. */
  async history(
    aggregate: AggregateDefinition,
    identifier: string,
    { after = 0, limit = DEFAULT_LIMIT }: Readonly<{ after?: number; limit?: number }>,
    reading: Reading,
  ): Promise<FeedPage> {
    const { id } = await this.find(aggregate, identifier, reading);
    const range = { fromVersion: after + 1, toVersion: after + limit + 1 };
    const events = await this.log.readStream(`${aggregate.projection.streamPrefix}${id}`, range);
    const data = events.slice(0, limit);
    // The record was cleared a moment ago; an event that came since may be marked higher.
    if (!data.every(({ sensitivity }) => isCleared(reading.caller.clearance, sensitivity)))
      throw new Problem(404, 'NOT_FOUND');
    return { data, page: { next: Number(data.at(-1)?.streamversion ?? after), hasMore: events.length > limit } };
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
    if (!document || !isCleared(caller.clearance, document.sensitivity)) throw new Problem(404, 'NOT_FOUND');
    return document;
  }

  /** Waits until the read model has what the caller wrote; 503 if that takes too long, or while it is being made again. */
  private async waitFor({ projection }: AggregateDefinition, { caller, minPosition }: Reading): Promise<void> {
    const behind = new Problem(503, 'READ_MODEL_IS_BEHIND', { headers: { 'retry-after': '1' } });
    if (!this.models.hasCaughtUp(projection)) throw behind;
    if (minPosition === undefined) return;
    const [, stream, version] = POSITION.exec(minPosition) ?? [];
    if (stream === undefined) throw badHeader('Opsledger-Min-Position', 'NOT_A_POSITION');
    const model = this.models.of(projection);
    if (!model.consumes(stream)) return;
    // A position that no write gave, or one of a record that the caller may not see: both are none.
    const history = await this.log.readStream(stream, { toVersion: Number(version) });
    const isCallers =
      history.length === Number(version) &&
      history.every(({ sensitivity }) => isCleared(caller.clearance, sensitivity));
    if (!isCallers) throw badHeader('Opsledger-Min-Position', 'NOT_A_POSITION');
    if (!(await model.waitFor(stream, Number(version), LONGEST_WAIT_MILLISECONDS))) throw behind;
  }
}
