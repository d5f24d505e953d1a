export type { ConsumerStatus, EventConsumer, EventHandler } from './event-consumer.port.js';
