export {
  PoisonEvent,
  STUCK_AFTER_MILLISECONDS,
  type ConsumerStatus,
  type EventConsumer,
  type EventHandler,
  type ParkedStream,
  type Redriven,
} from './event-consumer.port.js';
export { eventForClearance, WITHHELD, type PublicEvent, type WithheldEvent } from './public-event.js';
export {
  noTracing,
  traced,
  type Span,
  type SpanAttributes,
  type SpanOptions,
  type TraceParent,
  type Tracing,
} from './tracing.port.js';
export type { PublishedPositions, RelayProgress } from './relay/relay-progress.port.js';
export type { Lease } from './relay/lease.port.js';
