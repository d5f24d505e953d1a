import { setTimeout } from 'node:timers/promises';
import type { LogDatabase } from '@opsledger/event-store/mongodb';
import type { RecordedEvent } from '@opsledger/kernel';
import type { Span, SpanOptions, TraceParent, Tracing } from '../tracing.port.js';

const KEPT_SECONDS = 3_600;
/** Events wait for no trace: a look that takes longer ends without having found anything, and there is none for a while. */
const LONGEST_LOOK_MILLISECONDS = 50;
const NO_LOOK_MILLISECONDS = 1_000;

type TraceDocument = Readonly<{ _id: string; parent: TraceParent; at: Date }>;

const tracesIn = ({ connection }: Pick<LogDatabase, 'connection'>) =>
  connection.db!.collection<TraceDocument>('traces');

/**
 * Traces across the processes of an installation. What events follow from lies for an hour beside the log, never in it: the process that
 * publishes an event is seldom the one that accepted it. What is not kept or not found leaves a trace that ends sooner, and nothing else.
 */
export class SharedTracing implements Tracing {
  private looksAgainAt = 0;

  private constructor(
    private readonly own: Tracing,
    private readonly traces: ReturnType<typeof tracesIn>,
  ) {}

  /** Where nothing is traced, nothing is kept. `onTrouble` is told if what is kept would be kept for ever. */
  static over(own: Tracing, database: Pick<LogDatabase, 'connection'>, onTrouble: (error: unknown) => void): Tracing {
    if (!own.isOn) return own;
    const traces = tracesIn(database);
    // Not waited for: nothing that starts depends on it.
    traces.createIndex({ at: 1 }, { expireAfterSeconds: KEPT_SECONDS }).catch(onTrouble);
    return new SharedTracing(own, traces);
  }

  get isOn(): boolean {
    return this.own.isOn;
  }

  start(name: string, options?: SpanOptions): Span {
    return this.own.start(name, options);
  }

  current(): TraceParent | undefined {
    return this.own.current();
  }

  remember(eventIds: readonly string[], parent: TraceParent): void {
    this.own.remember(eventIds, parent);
    const at = new Date();
    const sampled = eventIds.filter((id) => this.own.recall(id) !== undefined);
    if (sampled.length === 0) return;
    // Not waited for: the events take two writes to a majority until they are published, this takes one to a single server.
    const documents = sampled.map((_id) => ({ _id, parent, at }));
    this.traces.insertMany(documents, { ordered: false, writeConcern: { w: 1 } }).catch(() => undefined);
  }

  async gather(events: readonly Pick<RecordedEvent, 'id' | 'time'>[]): Promise<void> {
    const since = new Date(Date.now() - KEPT_SECONDS * 1_000).toISOString();
    const unknown = events.flatMap(({ id, time }) => (time > since && this.own.recall(id) === undefined ? [id] : []));
    if (unknown.length === 0 || performance.now() < this.looksAgainAt) return;
    const found = await Promise.race([
      this.traces
        .find({ _id: { $in: unknown } }, { readConcern: { level: 'local' }, maxTimeMS: LONGEST_LOOK_MILLISECONDS })
        .toArray()
        .catch(() => undefined),
      setTimeout(LONGEST_LOOK_MILLISECONDS, undefined, { ref: false }),
    ]);
    if (!found) {
      this.looksAgainAt = performance.now() + NO_LOOK_MILLISECONDS;
      return;
    }
    for (const { _id, parent } of found) this.own.remember([_id], parent);
  }

  recall(eventId: string): TraceParent | undefined {
    return this.own.recall(eventId);
  }

  close(): Promise<void> {
    return this.own.close();
  }
}
