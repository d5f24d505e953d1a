import { setTimeout } from 'node:timers/promises';
import { recordedPart, type EventStore } from '@opsledger/event-store';
import { correctionOf, type Instant, type RecordedEvent } from '@opsledger/kernel';
import { PoisonEvent, type EventHandler, type ParkedStream, type Redriven } from '@opsledger/messaging';
import type {
  Checkpoint,
  CollectionChanges,
  DocumentCollection,
  DocumentStore,
  DocumentVersion,
} from './document-store.port.js';
import { project, type Projection, type ReadModelDocument } from './projection.js';

/** An event came that its document has no place for, and the log does not have the one before it. */
export class GapInStream extends Error {
  override readonly name = 'GapInStream';
}

/** A rebuild may take the place of what someone waits for: so they look again now and then. */
const LOOK_MILLISECONDS = 200;
/** How often a place is kept to which it has come without an effect: most events are those of other read models. */
const PLACE_IS_KEPT_EVERY_MILLISECONDS = 1_000;

export type ProjectorOptions<Document extends ReadModelDocument> = Readonly<{
  projection: Projection<Document>;
  generation: number;
  log: EventStore;
  store: DocumentStore;
  now: () => Instant;
}>;

/** The consumer's side of a read model: folds events into the documents of one generation. */
export class Projector<Document extends ReadModelDocument = ReadModelDocument> implements EventHandler {
  /** Of this generation alone: what a consumer keeps outside is kept under this name. */
  readonly name: string;
  readonly generation: number;
  private readonly readModel: string;
  private readonly set = new Map<string, ParkedStream>();
  private opened: DocumentCollection | undefined;
  private handledUpTo = 0;
  /** Handled without an effect, and not kept yet: after a crash it is read again, and is none of its business again. */
  private unkept: RecordedEvent | undefined;
  private keptAt = Number.NEGATIVE_INFINITY;
  private announce: () => void = () => undefined;
  private changed = new Promise<void>((resolve) => (this.announce = resolve));

  constructor(private readonly options: ProjectorOptions<Document>) {
    this.readModel = options.projection.name;
    this.generation = options.generation;
    this.name = `${this.readModel}@${this.generation}`;
  }

  /** Position up to which every event is in the documents, or parked. */
  get position(): number {
    return this.handledUpTo;
  }

  get documents(): DocumentCollection {
    if (!this.opened) throw new TypeError(`The read model ${this.readModel} has not been started`);
    return this.opened;
  }

  /** A checkpoint of another log, another projection or a log that was rolled back is worth nothing: start again. */
  async resumeAfter(): Promise<number> {
    const { store, projection } = this.options;
    const definition = { readModel: this.readModel, generation: this.generation, sorts: projection.sorts ?? [] };
    this.opened = await store.open(definition);
    const checkpoint = await this.opened.checkpoint();
    if (checkpoint && (await this.fits(checkpoint))) {
      for (const parked of await this.opened.parked()) this.set.set(parked.stream, parked);
      return (this.handledUpTo = checkpoint.position);
    }
    if (checkpoint) {
      await store.drop(this.readModel, this.generation);
      this.opened = await store.open(definition);
    }
    return (this.handledUpTo = 0);
  }

  async handle(events: readonly RecordedEvent[], upTo: RecordedEvent | undefined): Promise<void> {
    const versions: DocumentVersion<Document>[] = [];
    const due = events.filter(({ subject }) => this.consumes(subject) && !this.set.has(subject));
    const ids = [...new Set(due.map(({ subject }) => this.documentId(subject)))];
    const documents = new Map(ids.length > 0 ? await this.documents.getMany<Document>(ids) : []);
    for (const event of due) {
      const id = this.documentId(event.subject);
      const before = documents.get(id);
      const [seen, version] = [before?.version ?? 0, Number(event.streamversion)];
      if (version <= seen) continue; // delivered again
      const missing = version > seen + 1 ? await this.readMissing(event, seen) : [];
      let document = before;
      for (const one of [...missing, event]) {
        document = await this.evolve(document, one);
        versions.push({ document, knownAt: one.knownat, position: Number(one.position) });
      }
      documents.set(id, document!);
    }
    if (versions.length === 0 && !upTo) return;
    if (versions.length === 0 && performance.now() - this.keptAt < PLACE_IS_KEPT_EVERY_MILLISECONDS) this.unkept = upTo;
    else await this.save({ versions }, upTo);
    this.hasHandled(upTo);
  }

  async keep(): Promise<void> {
    if (this.unkept) await this.save({ versions: [] }, this.unkept);
  }

  async park({ event, cause }: PoisonEvent, upTo: RecordedEvent | undefined): Promise<void> {
    const parked: ParkedStream = {
      stream: event.subject,
      fromVersion: Number(event.streamversion),
      position: Number(event.position),
      reason: String(cause),
      parkedAt: this.options.now(),
      redrives: 0,
    };
    await this.save({ versions: [], park: [parked] }, upTo);
    this.set.set(parked.stream, parked);
    this.hasHandled(upTo);
  }

  async parked(): Promise<readonly ParkedStream[]> {
    return [...this.set.values()];
  }

  async redrive(stream: string): Promise<Redriven> {
    const parked = this.set.get(stream);
    if (!parked) return 'not-parked';
    let document = await this.documents.get<Document>(this.documentId(stream));
    const versions: DocumentVersion<Document>[] = [];
    for (const event of await this.readRecorded(stream, { fromVersion: (document?.version ?? 0) + 1 })) {
      try {
        document = await this.evolve(document, event);
      } catch (error) {
        if (!(error instanceof PoisonEvent)) throw error;
        const { event: poison, cause } = error;
        const [fromVersion, position] = [Number(poison.streamversion), Number(poison.position)];
        const again = { ...parked, fromVersion, position, reason: String(cause), redrives: parked.redrives + 1 };
        await this.documents.save({ versions, park: [again] });
        this.set.set(stream, again);
        this.hasHandled(undefined);
        return 'still-parked';
      }
      versions.push({ document, knownAt: event.knownat, position: Number(event.position) });
    }
    await this.documents.save({ versions, unpark: [stream] });
    this.set.delete(stream);
    this.hasHandled(undefined);
    return 'handled';
  }

  /** Whether the read model is fed by that stream at all. */
  consumes(stream: string): boolean {
    return stream.startsWith(this.options.projection.streamPrefix);
  }

  /** Whether the stream waits for someone to look after it; its document is as it was before. */
  isParked(stream: string): boolean {
    return this.set.has(stream);
  }

  documentId(stream: string): string {
    return stream.slice(this.options.projection.streamPrefix.length);
  }

  /** Resolves when documents have changed, or after the time. Take it before looking, so that no change falls between the two. */
  nextChange(milliseconds: number): Promise<void> {
    const ended = new AbortController();
    const late = setTimeout(milliseconds, undefined, { signal: ended.signal, ref: false }).catch(() => undefined);
    return Promise.race([this.changed, late]).finally(() => ended.abort());
  }

  /** Resolves with whether `isThere` came to hold within the time. */
  async waitUntil(isThere: () => boolean | Promise<boolean>, milliseconds: number): Promise<boolean> {
    const end = performance.now() + milliseconds;
    for (;;) {
      const left = end - performance.now();
      const change = this.nextChange(Math.max(0, Math.min(left, LOOK_MILLISECONDS)));
      if (await isThere()) return true;
      if (left <= 0) return false;
      await change;
    }
  }

  /** The projection is pure, so that what fails once fails for ever: the event is poison. */
  private async evolve(document: Document | undefined, event: RecordedEvent): Promise<Document> {
    const whole = correctionOf(event) && (await this.readUpTo(event));
    try {
      const { projection } = this.options;
      const evolved = whole ? project(projection, whole)! : projection.evolve(document, event);
      if (evolved.version !== Number(event.streamversion) || evolved.id !== this.documentId(event.subject))
        throw new TypeError(`The projection ${this.readModel} left id or version of the document behind the event`);
      return evolved;
    } catch (error) {
      throw new PoisonEvent(event, error);
    }
  }

  private readUpTo({ subject, streamversion }: RecordedEvent): Promise<readonly RecordedEvent[]> {
    return this.readRecorded(subject, { toVersion: Number(streamversion) });
  }

  private async readMissing(event: RecordedEvent, seen: number): Promise<readonly RecordedEvent[]> {
    const version = Number(event.streamversion);
    const missing = await this.readRecorded(event.subject, { fromVersion: seen + 1, toVersion: version - 1 });
    if (missing.length === version - 1 - seen) return missing;
    throw new PoisonEvent(event, new GapInStream(`${event.subject} goes from ${seen} to ${version}`));
  }

  private async readRecorded(
    stream: string,
    range: Readonly<{ fromVersion?: number; toVersion?: number }>,
  ): Promise<readonly RecordedEvent[]> {
    return recordedPart(await this.options.log.readStream(stream, range));
  }

  private async save(changes: CollectionChanges, upTo: RecordedEvent | undefined): Promise<void> {
    await this.documents.save({ ...changes, ...(upTo && { checkpoint: this.checkpointAt(upTo) }) });
    if (upTo) [this.unkept, this.keptAt] = [undefined, performance.now()];
  }

  private hasHandled(upTo: RecordedEvent | undefined): void {
    if (upTo) this.handledUpTo = Number(upTo.position);
    const announce = this.announce;
    this.changed = new Promise((resolve) => (this.announce = resolve));
    announce();
  }

  private checkpointAt({ position, id }: RecordedEvent): Checkpoint {
    const { projection, log } = this.options;
    return { projectionVersion: projection.version, logId: log.logId, position: Number(position), eventId: id };
  }

  private async fits({ projectionVersion, logId, position, eventId }: Checkpoint): Promise<boolean> {
    const { projection, log } = this.options;
    if (projectionVersion !== projection.version || logId !== log.logId) return false;
    const [event] = await log.readAll(position - 1, 1);
    return event?.id === eventId;
  }
}
