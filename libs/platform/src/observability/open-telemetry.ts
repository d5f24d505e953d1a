import { AsyncLocalStorage } from 'node:async_hooks';
import { hostname } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import {
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span as OpenTelemetrySpan,
  type Tracer,
} from '@opentelemetry/api';
import { parseTraceParent } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { ClaimConflict, KeyConflict, VersionConflict } from '@opsledger/event-store';
import type { Span, SpanAttributes, SpanOptions, TraceParent, Tracing } from '@opsledger/messaging';
import { VersionGap } from '@opsledger/projections';
import { VERSION } from '../configuration/version.js';

const KINDS = { server: SpanKind.SERVER, producer: SpanKind.PRODUCER, consumer: SpanKind.CONSUMER } as const;
/** Events whose trace is remembered: those of the last seconds under the heaviest load. */
const MOST_REMEMBERED = 20_000;
/** How long closing waits for an endpoint that does not answer; an attempt under way keeps the process for its own time. */
const LAST_SPANS_MILLISECONDS = 2_000;
const CONFLICTS = [ClaimConflict, KeyConflict, VersionConflict, VersionGap] as const;
const SAMPLED = /-[0-9a-f][13579bdf]$/;

/**
 * Traces by OpenTelemetry, sent by OTLP over HTTP. Only loaded where they are asked for. Endpoint, headers, sampler, limits of spans and
 * resource attributes are those of the environment (`OTEL_…`). Nothing is registered for the whole process: no library is instrumented.
 */
export class OpenTelemetryTracing implements Tracing {
  readonly isOn = true;
  private readonly provider: BasicTracerProvider;
  private readonly tracer: Tracer;
  private readonly underWay = new AsyncLocalStorage<OpenTelemetrySpan>();
  private readonly remembered = new Map<string, TraceParent>();

  /** `onTrouble` is told when spans could not be sent; they are lost then, and nothing else is. */
  constructor(endpoint: string, service: string, onTrouble: (message: string) => void) {
    const tell = (message: string): void => onTrouble(wordsOf(message));
    diag.setLogger(
      { error: tell, warn: tell, info: () => undefined, debug: () => undefined, verbose: () => undefined },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    const own = { 'service.name': service, 'service.version': VERSION };
    const instance = { 'service.instance.id': `${hostname()}/${process.pid}` };
    const exporter = new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` });
    this.provider = new BasicTracerProvider({
      resource: defaultResource()
        .merge(resourceFromAttributes({ ...own, ...instance }))
        .merge(detectResources({ detectors: [envDetector] })),
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
    this.tracer = this.provider.getTracer('opsledger', VERSION);
  }

  start(name: string, { kind, parent, attributes }: SpanOptions = {}): Span {
    const options = { ...(kind && { kind: KINDS[kind] }), ...(attributes && { attributes: { ...attributes } }) };
    return this.spanOf(this.tracer.startSpan(name, options, this.contextOf(parent)));
  }

  current(): TraceParent | undefined {
    const span = this.underWay.getStore();
    return span && traceParentOf(span);
  }

  remember(eventIds: readonly string[], parent: TraceParent): void {
    if (!SAMPLED.test(parent)) return;
    for (const id of eventIds) this.remembered.set(id, parent);
    for (const id of this.remembered.keys()) {
      if (this.remembered.size <= MOST_REMEMBERED) break;
      this.remembered.delete(id);
    }
  }

  /** One process knows of no other (`SharedTracing`). */
  async gather(): Promise<void> {}

  recall(eventId: string): TraceParent | undefined {
    return this.remembered.get(eventId);
  }

  async close(): Promise<void> {
    const tooLate = setTimeout(LAST_SPANS_MILLISECONDS, undefined, { ref: false });
    await Promise.race([this.provider.shutdown().catch(() => undefined), tooLate]);
  }

  private contextOf(parent: TraceParent | undefined): Context {
    const given = parent === undefined ? undefined : parseTraceParent(parent);
    if (given) return trace.setSpanContext(ROOT_CONTEXT, { ...given, isRemote: true });
    const current = this.underWay.getStore();
    return current ? trace.setSpan(ROOT_CONTEXT, current) : ROOT_CONTEXT;
  }

  private spanOf(span: OpenTelemetrySpan): Span {
    return {
      traceParent: traceParentOf(span),
      run: (work) => this.underWay.run(span, work),
      set: (attributes: SpanAttributes) => void span.setAttributes({ ...attributes }),
      end: (failure) => {
        if (failure !== undefined) {
          span.setAttribute('error.type', kindOf(failure));
          if (isFault(failure)) span.setStatus({ code: SpanStatusCode.ERROR });
        }
        span.end();
      },
    };
  }
}

const traceParentOf = (span: OpenTelemetrySpan): TraceParent => {
  const { traceId, spanId, traceFlags } = span.spanContext();
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`;
};

/** The exporter puts an error with its stack into one line of JSON. */
const wordsOf = (message: string): string => {
  try {
    return String((JSON.parse(message) as { message: unknown }).message);
  } catch {
    return message;
  }
};

/** A code or a class: the words of an error may have somebody's data in them. */
const kindOf = (failure: unknown): string => {
  const { code, name } = failure as { code?: unknown; name?: unknown };
  return typeof code === 'string' ? code : typeof name === 'string' ? name : typeof failure;
};

/** What a rule or a check refused is an answer like any other, and who comes second is not at fault. */
const isFault = (failure: unknown): boolean => {
  if (CONFLICTS.some((conflict) => failure instanceof conflict)) return false;
  const { status } = failure as { status?: unknown };
  return typeof status !== 'number' || status >= 500;
};
