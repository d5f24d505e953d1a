export {
  PoisonEvent,
  STUCK_AFTER_MILLISECONDS,
  type ConsumerStatus,
  type EventConsumer,
  type EventHandler,
  type ParkedStream,
  type Redriven,
} from './event-consumer.port.js';
