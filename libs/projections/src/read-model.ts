import { setTimeout } from 'node:timers/promises';
import type { EventStore } from '@opsledger/event-store';
import type { RecordedEvent } from '@opsledger/kernel';
import type { EventHandler } from '@opsledger/messaging';
import type { Checkpoint, DocumentQuery, DocumentStore } from './document-store.port.js';
import { project, type Projection, type ReadModelDocument } from './projection.js';

/** An event came that its document has no place for: the one before it is missing. */
export class GapInStream extends Error {
  override readonly name = 'GapInStream';
}

/** A projection at work on a log and a document store: the consumer's side, and the side that answers questions. */
export class ReadModel<Document extends ReadModelDocument = ReadModelDocument> implements EventHandler {
  readonly name: string;
  private announce: () => void = () => undefined;
  private changed = new Promise<void>((resolve) => (this.announce = resolve));

  constructor(
    private readonly projection: Projection<Document>,
    private readonly log: EventStore,
    private readonly store: DocumentStore,
  ) {
    this.name = projection.name;
  }

  /** Whether the read model is fed by that stream at all. */
  consumes(stream: string): boolean {
    return stream.startsWith(this.projection.streamPrefix);
  }

  /** A checkpoint of another log, another projection or a log that was rolled back is worth nothing: start again. */
  async resumeAfter(): Promise<number> {
    const checkpoint = await this.store.checkpoint(this.name);
    if (checkpoint && (await this.fits(checkpoint))) return checkpoint.position;
    await this.store.clear(this.name);
    return 0;
  }

  async handle(events: readonly RecordedEvent[]): Promise<void> {
    const last = events.at(-1);
    if (!last) return;
    const changed = new Map<string, Document>();
    for (const event of events) {
      if (!this.consumes(event.subject)) continue;
      const id = this.documentId(event.subject);
      const document = changed.get(id) ?? (await this.store.get<Document>(this.name, id));
      const [seen, version] = [document?.version ?? 0, Number(event.streamversion)];
      if (version <= seen) continue; // delivered again
      if (version > seen + 1) throw new GapInStream(`${event.subject} goes from ${seen} to ${version}`);
      changed.set(id, this.projection.evolve(document, event));
    }
    const { logId } = this.log;
    const checkpoint = {
      projectionVersion: this.projection.version,
      logId,
      position: Number(last.position),
      eventId: last.id,
    };
    await this.store.save(this.name, [...changed.values()], checkpoint);
    this.announceChange();
  }

  /** The document as the read model has it; what the log has and the read model has not yet is folded on the spot. */
  async get(id: string): Promise<Document | undefined> {
    const document = await this.store.get<Document>(this.name, id);
    return document ?? project(this.projection, await this.log.readStream(`${this.projection.streamPrefix}${id}`));
  }

  find(query: DocumentQuery): Promise<readonly Document[]> {
    return this.store.find<Document>(this.name, query);
  }

  /** Resolves with whether the document of a stream reached a version within the time. Other read models' streams do not matter here. */
  async waitFor(stream: string, version: number, milliseconds: number): Promise<boolean> {
    if (!this.consumes(stream)) return true;
    const ended = new AbortController();
    const deadline = setTimeout(milliseconds, 'late' as const, { ref: false, signal: ended.signal }).catch(
      () => 'late' as const,
    );
    try {
      for (;;) {
        const changed = this.changed; // taken before the look, so that no change falls between the two
        const document = await this.store.get(this.name, this.documentId(stream));
        if ((document?.version ?? 0) >= version) return true;
        if ((await Promise.race([changed, deadline])) === 'late') return false;
      }
    } finally {
      ended.abort();
    }
  }

  private announceChange(): void {
    const announce = this.announce;
    this.changed = new Promise((resolve) => (this.announce = resolve));
    announce();
  }

  private documentId(stream: string): string {
    return stream.slice(this.projection.streamPrefix.length);
  }

  private async fits({ projectionVersion, logId, position, eventId }: Checkpoint): Promise<boolean> {
    if (projectionVersion !== this.projection.version || logId !== this.log.logId) return false;
    const [event] = await this.log.readAll(position - 1, 1);
    return event?.id === eventId;
  }
}
