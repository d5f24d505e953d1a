import { Injectable, type CallHandler, type ExecutionContext, type NestInterceptor } from '@nestjs/common';
import { map, type Observable } from 'rxjs';
import type { CommandOutcome } from '../commands/command-request.js';
import type { Reply } from './request-context.js';

/** An answer that comes with a version, such as a record. */
export class Versioned<Body> {
  constructor(
    readonly body: Body,
    readonly version: number,
    /** Events of the record could not be folded and wait for someone to look after them. */
    readonly isStale = false,
  ) {}
}

/** The answer to a command: the record as it is now, and what the caller needs to go on from there. */
export class Accepted {
  constructor(readonly outcome: CommandOutcome) {}
}

/** An answer in another form than JSON. */
export class Representation {
  constructor(
    readonly contentType: string,
    readonly body: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {}
}

/** Turns what controllers return into bodies and headers, in one way everywhere. Nothing that we say may be kept by a cache. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, next: CallHandler<unknown>): Observable<unknown> {
    const reply = execution.switchToHttp().getResponse<Reply>();
    void reply.header('cache-control', 'no-store');
    return next.handle().pipe(map((answer) => this.prepare(answer, reply)));
  }

  private prepare(answer: unknown, reply: Reply): unknown {
    if (answer instanceof Versioned) {
      void reply.headers({ etag: `"${answer.version}"`, ...(answer.isStale && { 'opsledger-stale': 'true' }) });
      return answer.body;
    }
    if (answer instanceof Representation) {
      void reply.headers({ ...answer.headers, 'content-type': answer.contentType });
      return answer.body;
    }
    if (!(answer instanceof Accepted)) return answer;
    const { document, version, position, path, isNew, isReplay } = answer.outcome;
    void reply.status(isNew ? 201 : 200).headers({
      etag: `"${version}"`,
      location: path,
      'opsledger-position': position,
      ...(isReplay && { 'idempotent-replayed': 'true' }),
    });
    return document;
  }
}
