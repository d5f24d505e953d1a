import { recordedPart, type EventStore } from '@opsledger/event-store';
import type { Instant } from '@opsledger/kernel';
import type { ConsumerStatus, EventConsumer, EventHandler, ParkedStream, Redriven } from '@opsledger/messaging';
import { matches, type DocumentFilter } from './document-filter.js';
import {
  EXAMINED_PER_DOCUMENT,
  type DocumentKey,
  type DocumentPage,
  type DocumentQuery,
  type DocumentStore,
} from './document-store.port.js';
import { differenceOf, type GenerationDifference } from './generation-difference.js';
import { knownAt, type AnsweredView, type PastView, type Moment } from './past-view.js';
import { project, projectValid, type Projection, type ReadModelDocument } from './projection.js';
import { Projector } from './projector.js';

export type ReadModelOptions = Readonly<{
  log: EventStore;
  store: DocumentStore;
  now: () => Instant;
  /** Makes the consumer that feeds a generation. */
  consume: (handler: EventHandler) => EventConsumer;
  /** Told of a rebuild that ended by a fault. */
  onRebuildFailed?: (error: unknown) => void;
}>;

export type RebuildStatus = Readonly<{
  generation: number;
  /** `stopped`: it came out differently, and was only meant to replace the read model if it did not. */
  state: 'running' | 'done' | 'stopped' | 'failed';
  position: number;
  head: number;
  eventsPerSecond?: number;
  estimatedEnd?: Instant;
  differences?: GenerationDifference;
}>;

export type ReadModelStatus = ConsumerStatus &
  Readonly<{ version: number; generation: number; rebuild?: RebuildStatus }>;

/** The past cannot be shown yet, or no log has come that far. */
export class PastNotReached extends Error {
  override readonly name = 'PastNotReached';
  constructor(readonly reason: 'read-model-is-behind' | 'position-is-ahead') {
    super(reason);
  }
}

/** Documents of streams that are set aside lack events: what rests on all of them has to wait for a redrive. */
export class ReadModelLacksStreams extends Error {
  override readonly name = 'ReadModelLacksStreams';
}

/** A rebuild was asked for while one is under way. */
export class RebuildIsUnderWay extends Error {
  override readonly name = 'RebuildIsUnderWay';
}

type Fed<Document extends ReadModelDocument> = Readonly<{ projector: Projector<Document>; consumer: EventConsumer }>;
type Rebuild<Document extends ReadModelDocument> = {
  readonly fed: Fed<Document>;
  readonly stopOnDifference: boolean;
  readonly beganAt: number;
  readonly beganAfter: number;
  state: RebuildStatus['state'];
  differences?: GenerationDifference;
  ended: Promise<void>;
};

/** How often a rebuild looks whether it may go on, though nothing changed. */
const LOOK_MILLISECONDS = 500;
const VALID_AT_PAGE = 100;
const ALL_AT_PAGE = 500;

/** A projection at work on a log and a document store: fed by a consumer, asked for records and lists, made anew beside itself. */
export class ReadModel<Document extends ReadModelDocument = ReadModelDocument> {
  readonly name: string;
  private live: Fed<Document> | undefined;
  private rebuilding: Rebuild<Document> | undefined;
  private isStopped = false;

  constructor(
    private readonly projection: Projection<Document>,
    private readonly options: ReadModelOptions,
  ) {
    this.name = projection.name;
  }

  /** Goes on where it stopped, with a rebuild that was under way, too. What does not fit the log is made again. */
  async start(): Promise<void> {
    const { store } = this.options;
    const { live, all } = await store.generations(this.name);
    if (this.isStopped) return;
    const generation = live ?? 1;
    this.live = this.feed(generation);
    await this.live.consumer.start();
    await store.makeLive(this.name, generation); // also when it has just been dropped, because it did not fit
    const [unfinished, ...others] = all.filter((one) => one > generation).toReversed();
    for (const leftOver of [...others, ...all.filter((one) => one < generation)]) await store.drop(this.name, leftOver);
    // Nobody knows any more what was asked for: on the safe side, a difference keeps the old one.
    if (unfinished !== undefined) await this.begin(unfinished, true);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.rebuilding?.fed.consumer.stop();
    await this.rebuilding?.ended;
    await this.live?.consumer.stop();
  }

  /** Whether the read model is fed by that stream at all. */
  consumes(stream: string): boolean {
    return stream.startsWith(this.projection.streamPrefix);
  }

  /** Whether it has all that was in the log at the start; until then a list of it would be incomplete. */
  get hasCaughtUp(): boolean {
    return this.live?.consumer.hasCaughtUp ?? false;
  }

  async status(): Promise<ReadModelStatus> {
    const { consumer, projector } = this.fed();
    const [status, rebuild] = [await consumer.status(), await this.rebuildStatus()];
    const { version } = this.projection;
    return { ...status, name: this.name, version, generation: projector.generation, ...(rebuild && { rebuild }) };
  }

  /** The document as the read model has it; what the log has and the read model has not yet is folded on the spot. */
  async get(id: string): Promise<Document | undefined> {
    const { projector } = this.fed();
    const document = await projector.documents.get<Document>(id);
    if (document || projector.isParked(this.streamOf(id))) return document;
    return project(this.projection, await this.options.log.readStream(this.streamOf(id)));
  }

  find(query: Omit<DocumentQuery, 'moment'>): Promise<DocumentPage<Document>> {
    return this.fed().projector.documents.find<Document>(query);
  }

  /**
   * All documents that fit, as they were known when the log had come to a position: the same whenever it is asked. Throws
   * `PastNotReached` if the read model has not come so far within the time, `ReadModelLacksStreams` while it has set a stream aside there.
   */
  async allAt(filter: DocumentFilter, moment: Moment, milliseconds: number): Promise<readonly Document[]> {
    if (!(await this.reaches(moment.position, milliseconds))) throw new PastNotReached('read-model-is-behind');
    const { documents: collection } = this.fed().projector;
    const lacking = (await this.parked()).filter(({ position }) => position <= moment.position);
    if (lacking.length > 0) throw new ReadModelLacksStreams(`${this.name}: ${lacking.length}`);
    const all: Document[] = [];
    for (let after: DocumentKey | undefined; ;) {
      const query = { filter, moment, limit: ALL_AT_PAGE, ...(after && { after }) };
      const { documents, next } = await collection.find<Document>(query);
      all.push(...documents);
      if (!next) return all;
      after = next;
    }
  }

  /** Whether a document may lack events because its stream is parked. */
  isStale(id: string): boolean {
    return this.fed().projector.isParked(this.streamOf(id));
  }

  /** One document of the past. Throws `PastNotReached`. */
  async getPast(
    id: string,
    view: PastView,
    milliseconds: number,
  ): Promise<Readonly<{ document: Document | undefined; view: AnsweredView }>> {
    const { moment, answered } = await this.resolve(view, milliseconds);
    const { validAt } = view;
    if (validAt === undefined)
      return { document: await this.fed().projector.documents.get<Document>(id, moment), view: answered };
    const { document, isUndecided } = await this.foldValid(id, moment, validAt);
    return { document, view: { ...answered, ...(isUndecided && { undecided: [id] }) } };
  }

  /** A page of the past. With `validAt` it is in the order of ids, whatever `sort` says. Throws `PastNotReached`. */
  async findPast(
    query: Omit<DocumentQuery, 'moment'>,
    view: PastView,
    milliseconds: number,
  ): Promise<DocumentPage<Document> & Readonly<{ view: AnsweredView }>> {
    const { moment, answered } = await this.resolve(view, milliseconds);
    const { validAt } = view;
    if (validAt === undefined) {
      const page = await this.fed().projector.documents.find<Document>({ ...query, moment });
      return { ...page, view: answered };
    }
    const { undecided, ...page } = await this.findValid(query, moment, validAt);
    return { ...page, view: { ...answered, ...(undecided.length > 0 && { undecided }) } };
  }

  /** Resolves with whether the document of a stream reached a version within the time. Other read models' streams do not matter here. */
  async waitFor(stream: string, version: number, milliseconds: number): Promise<boolean> {
    if (!this.consumes(stream)) return true;
    const { projector } = this.fed();
    const isThere = async (): Promise<boolean> =>
      ((await this.fed().projector.documents.get(projector.documentId(stream)))?.version ?? 0) >= version;
    return projector.waitUntil(isThere, milliseconds);
  }

  /** Resolves with whether it has taken in all that the log had up to a position, within the time. */
  reaches(position: number, milliseconds: number): Promise<boolean> {
    return this.fed().projector.waitUntil(() => this.fed().projector.position >= position, milliseconds);
  }

  parked(): Promise<readonly ParkedStream[]> {
    return this.fed().projector.parked();
  }

  redrive(stream: string): Promise<Redriven> {
    return this.fed().consumer.redrive(stream);
  }

  /**
   * Makes the read model anew beside itself and lets the new one take its place when it has come as far; with
   * `stopOnDifference` only if both are the same. Throws `RebuildIsUnderWay`.
   */
  async rebuild({ stopOnDifference = false } = {}): Promise<RebuildStatus> {
    if (this.rebuilding?.state === 'running') throw new RebuildIsUnderWay(this.name);
    await this.begin(this.fed().projector.generation + 1, stopOnDifference);
    return (await this.rebuildStatus())!;
  }

  private feed(generation: number): Fed<Document> {
    const { log, store, now, consume } = this.options;
    const projector = new Projector({ projection: this.projection, generation, log, store, now });
    return { projector, consumer: consume(projector) };
  }

  private fed(): Fed<Document> {
    if (!this.live) throw new TypeError(`The read model ${this.name} has not been started`);
    return this.live;
  }

  private async begin(generation: number, stopOnDifference: boolean): Promise<void> {
    const fed = this.feed(generation);
    const rebuild: Rebuild<Document> = {
      ...{ fed, stopOnDifference, beganAt: performance.now(), beganAfter: 0, state: 'running' },
      ended: Promise.resolve(),
    };
    this.rebuilding = rebuild;
    try {
      await fed.consumer.start();
    } catch (error) {
      rebuild.state = 'failed'; // or no other could ever be begun
      throw error;
    }
    this.rebuilding = { ...rebuild, beganAfter: fed.projector.position };
    this.rebuilding.ended = this.finish(this.rebuilding);
  }

  /** Waits until the new generation has come as far as the old one, compares, and lets it answer. */
  private async finish(rebuild: Rebuild<Document>): Promise<void> {
    const { consumer, projector } = rebuild.fed;
    const old = this.fed();
    const hasReached = (): boolean => consumer.hasCaughtUp && projector.position >= old.projector.position;
    const reach = async (): Promise<boolean> => {
      while (!this.isStopped) if (await projector.waitUntil(hasReached, LOOK_MILLISECONDS)) return true;
      return false;
    };
    try {
      if (!(await reach())) return;
      const position = Math.min(old.projector.position, projector.position);
      rebuild.differences = await differenceOf(old.projector.documents, projector.documents, position);
      const { onlyLive, onlyRebuilt, different } = rebuild.differences;
      if (rebuild.stopOnDifference && onlyLive + onlyRebuilt + different > 0) {
        await consumer.stop();
        await this.options.store.drop(this.name, projector.generation);
        rebuild.state = 'stopped';
        return;
      }
      await this.options.store.makeLive(this.name, projector.generation);
      if (!(await reach())) return;
      this.live = rebuild.fed; // no reader sees a read model that has come less far than the one before
      await old.consumer.stop();
      await this.options.store.drop(this.name, old.projector.generation);
      rebuild.state = 'done';
    } catch (error) {
      rebuild.state = 'failed';
      if (this.live !== rebuild.fed) await consumer.stop();
      this.options.onRebuildFailed?.(error);
    }
  }

  private async rebuildStatus(): Promise<RebuildStatus | undefined> {
    if (!this.rebuilding) return undefined;
    const { fed, beganAt, beganAfter, state, differences } = this.rebuilding;
    const { generation, position } = fed.projector;
    const head = await this.options.log.head();
    const seconds = (performance.now() - beganAt) / 1000;
    const eventsPerSecond = Math.round((position - beganAfter) / seconds);
    const isEstimated = state === 'running' && eventsPerSecond > 0;
    const millisecondsLeft = isEstimated ? ((head - position) / eventsPerSecond) * 1000 : 0;
    return {
      ...{ generation, state, position, head },
      ...(isEstimated && { eventsPerSecond, estimatedEnd: instantAfter(this.options.now(), millisecondsLeft) }),
      ...(differences && { differences }),
    };
  }

  private async resolve(
    { asOf, validAt, position }: PastView,
    milliseconds: number,
  ): Promise<Readonly<{ moment: Moment; answered: AnsweredView }>> {
    const { log, now } = this.options;
    const completeTo = await log.completeTo(asOf ?? now());
    const head = await log.head();
    if (position !== undefined && position > head) throw new PastNotReached('position-is-ahead');
    const upTo = position ?? head;
    if (!(await this.reaches(upTo, milliseconds))) throw new PastNotReached('read-model-is-behind');
    return {
      moment: { knownAt: completeTo, position: upTo },
      answered: { asOf: asOf ?? completeTo, ...(validAt !== undefined && { validAt }), position: upTo, completeTo },
    };
  }

  /** Field time has no index: the streams are folded on the spot, as many as a page may look at. */
  private async findValid(
    { filter, limit, after }: Omit<DocumentQuery, 'moment'>,
    moment: Moment,
    validAt: Instant,
  ): Promise<DocumentPage<Document> & Readonly<{ undecided: readonly string[] }>> {
    const [documents, undecided]: [Document[], string[]] = [[], []];
    let [left, from] = [EXAMINED_PER_DOCUMENT * limit, after];
    for (;;) {
      const page = await this.fed().projector.documents.find<Document>({
        ...{ filter: {}, limit: Math.min(VALID_AT_PAGE, left), moment },
        ...(from && { after: from }),
      });
      for (const { id } of page.documents) {
        if (documents.length === limit) return { documents, undecided, next: from! };
        const { document, isUndecided } = await this.foldValid(id, moment, validAt);
        if (document && matches(document, filter)) {
          documents.push(document);
          if (isUndecided) undecided.push(id);
        }
        [left, from] = [left - 1, keyOf(id)];
      }
      if (!page.next) return { documents, undecided };
      if (left <= 0) return { documents, undecided, next: from! };
      from = page.next;
    }
  }

  private async foldValid(
    id: string,
    moment: Moment,
    validAt: Instant,
  ): Promise<Readonly<{ document: Document | undefined; isUndecided: boolean }>> {
    const known = knownAt(recordedPart(await this.options.log.readStream(this.streamOf(id))), moment);
    return projectValid(this.projection, known, validAt);
  }

  private streamOf(id: string): string {
    return `${this.projection.streamPrefix}${id}`;
  }
}

const keyOf = (id: string): DocumentKey => ({ value: id, id });

const instantAfter = (instant: Instant, milliseconds: number): Instant =>
  new Date(Date.parse(instant) + milliseconds).toISOString();
