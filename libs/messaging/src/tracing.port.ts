import type { RecordedEvent } from '@opsledger/kernel';

/** Where a piece of work stands in a trace, as W3C Trace Context writes it (`traceparent`): random ids, nothing of a person. */
export type TraceParent = string;

/** Names, numbers and codes of ours; never what somebody wrote, sent or is called. */
export type SpanAttributes = Readonly<Record<string, string | number>>;

export type SpanOptions = Readonly<{
  kind?: 'server' | 'producer' | 'consumer';
  /** What the work follows from; absent: the work that is under way here, if any. */
  parent?: TraceParent | undefined;
  attributes?: SpanAttributes;
}>;

/** A piece of work that is under way. */
export interface Span {
  readonly traceParent: TraceParent;
  /** What is begun in there follows from this. */
  run<Result>(work: () => Result): Result;
  set(attributes: SpanAttributes): void;
  /** With what went wrong, of which the kind is told and not the words. */
  end(failure?: unknown): void;
}

/** Tells somebody outside how long each piece of work took, and what it followed from. */
export interface Tracing {
  readonly isOn: boolean;
  start(name: string, options?: SpanOptions): Span;
  /** Of the work that is under way here, for whoever it is sent on to. */
  current(): TraceParent | undefined;
  /** Keeps for a while what events follow from, for whoever publishes or projects them. */
  remember(eventIds: readonly string[], parent: TraceParent): void;
  /** Finds what other processes remember of events, so that it can be recalled. */
  gather(events: readonly Pick<RecordedEvent, 'id' | 'time'>[]): Promise<void>;
  recall(eventId: string): TraceParent | undefined;
  /** Sends what is left. */
  close(): Promise<void>;
}

const noSpan: Span = { traceParent: '', run: (work) => work(), set: () => undefined, end: () => undefined };

/** Nobody wants to know. */
export const noTracing: Tracing = {
  isOn: false,
  start: () => noSpan,
  current: () => undefined,
  remember: () => undefined,
  gather: async () => undefined,
  recall: () => undefined,
  close: async () => undefined,
};

/** Does a piece of work as one span. */
export const traced = async <Result>(
  tracing: Tracing,
  name: string,
  options: SpanOptions,
  work: (span: Span) => Promise<Result>,
): Promise<Result> => {
  if (!tracing.isOn) return work(noSpan);
  const span = tracing.start(name, options);
  try {
    const result = await span.run(() => work(span));
    span.end();
    return result;
  } catch (error) {
    span.end(error);
    throw error;
  }
};
