import type { LoggerService } from '@nestjs/common';
import { pino, type DestinationStream, type Logger } from 'pino';

/** JSON lines on standard output. Nothing of a person goes in: no token, no body, no name; actors are pseudonyms. */
export const makeLogger = (
  level: string,
  service = 'opsledger',
  destination: DestinationStream = pino.destination(1),
): Logger => pino({ level, base: { service }, timestamp: pino.stdTimeFunctions.isoTime }, destination);

/** Nest's own messages in the same stream. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, context?: unknown): void {
    this.logger.debug({ context }, String(message));
  }
  warn(message: unknown, context?: unknown): void {
    this.logger.warn({ context }, String(message));
  }
  error(message: unknown, stack?: unknown, context?: unknown): void {
    this.logger.error({ context, stack }, String(message));
  }
}
