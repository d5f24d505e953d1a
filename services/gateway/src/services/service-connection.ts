import { setTimeout as startTimer } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import { errors, Pool, type Dispatcher } from 'undici';
import {
  bodyDigestOf,
  IDENTITY_HEADER,
  Problem,
  type Caller,
  type IdentitySigner,
  type Tracing,
} from '@opsledger/platform';
import type { ServiceAddress } from './service-addresses.js';

/** From the first attempt until headers have come: a service that is restarted is waited for, and a caller is not kept for ever. */
export const DEADLINE_MILLISECONDS = 15_000;
const CONNECT_MILLISECONDS = 2_000;
/** Between two parts of a body that has begun. */
const SILENCE_MILLISECONDS = 30_000;
const CONNECTIONS = 64;
/** What waits for a connection keeps its body here: many more than can be answered in time are not taken on. */
const MOST_WAITING = 1_000;
const FIRST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 500;
/** Answers up to this size are taken whole before they are passed on, so that one that breaks off can be asked for again. */
const WHOLE_ANSWER_BYTES = 1024 * 1024;

export type ServiceRequest = Readonly<{
  method: string;
  /** Path and query. */
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: Buffer | undefined;
  caller?: Caller;
  requestId: string;
  /** The same request sent twice has one effect: it reads, or it has a key. */
  isRepeatable: boolean;
  deadlineMilliseconds?: number;
}>;
export type ServiceAnswer = Readonly<{
  status: number;
  headers: Dispatcher.ResponseData['headers'];
  body: Buffer | Dispatcher.ResponseData['body'];
}>;

/** One service, over connections that are kept open. */
export class ServiceConnection {
  private readonly pool: Pool;

  constructor(
    private readonly address: ServiceAddress,
    private readonly options: Readonly<{ signer: IdentitySigner; tracing: Tracing; logger: Logger }>,
    onConnected: () => void,
  ) {
    this.pool = new Pool(address.url, {
      ...{ connections: CONNECTIONS, connect: { timeout: CONNECT_MILLISECONDS }, bodyTimeout: SILENCE_MILLISECONDS },
      ...{ keepAliveTimeout: 30_000, pipelining: 1 },
    });
    this.pool.on('connect', onConnected);
  }

  get name(): string {
    return this.address.name;
  }

  /**
   * Sends a request until it is answered, as long as that has one effect and there is time. Rejects with the `Problem` that there is
   * no answer: 503 if no attempt came there, 504 if one may have and nothing was heard in time, 502 if an answer broke off.
   */
  async send(request: ServiceRequest): Promise<ServiceAnswer> {
    const end = performance.now() + (request.deadlineMilliseconds ?? DEADLINE_MILLISECONDS);
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    /** Of an attempt that may have had its effect: what a later one meets does not undo that. */
    let unknown: Problem | undefined;
    for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)) {
      const left = end - performance.now();
      let [answer, failure]: [ServiceAnswer?, Problem?] = [];
      try {
        answer = await this.attempt(request, Math.max(1, left));
        if (isEnding(answer)) failure = this.problem(503, 'SERVICE_IS_NOT_REACHED');
        // A fault that says of this attempt that nothing was recorded says nothing of the one before.
        else if (unknown && answer.status >= 500) failure = unknown;
        else if (request.method === 'POST' || !isCatchingUp(answer)) return answer;
      } catch (error) {
        failure = this.problemOf(error);
        if (isOutcomeUnknown(failure)) {
          if (!request.isRepeatable) throw failure;
          if (!isReading) unknown = failure;
        } else if (failure.code !== 'SERVICE_IS_NOT_REACHED') throw unknown ?? failure;
      }
      if (performance.now() + pause >= end) {
        if (failure) throw unknown ?? failure;
        return answer!;
      }
      await setTimeout(pause);
    }
  }

  async close(): Promise<void> {
    await this.pool.destroy();
  }

  private async attempt(request: ServiceRequest, left: number): Promise<ServiceAnswer> {
    const { method, url, headers, body: sent, caller, requestId } = request;
    if (this.pool.stats.queued >= MOST_WAITING) throw this.problem(503, 'SERVICE_HAS_TOO_MUCH_TO_DO');
    const identity =
      caller &&
      (await this.options.signer.sign(caller, {
        ...{ method, url, requestId, idempotencyKey: headers['idempotency-key'], ifMatch: headers['if-match'] },
        ...(sent && { bodyDigest: bodyDigestOf(sent) }),
      }));
    const traceparent = this.options.tracing.current();
    // The time that a request waits for a connection counts, too: undici's own limit begins when it is sent.
    const waiting = new AbortController();
    const timer = startTimer(() => waiting.abort(this.problem(504, 'SERVICE_DOES_NOT_ANSWER')), left);
    const {
      statusCode,
      headers: answered,
      body,
    } = await this.pool
      .request({
        ...{ method: method as Dispatcher.HttpMethod, path: url, headersTimeout: 0, signal: waiting.signal },
        headers: {
          ...{ ...headers, 'x-request-id': requestId },
          ...(identity && { [IDENTITY_HEADER]: identity }),
          ...(traceparent !== undefined && { traceparent }),
        },
        ...(sent && { body: sent }),
      })
      .finally(() => clearTimeout(timer));
    if (statusCode === 401) {
      // Who is asking has been found out here: what the service does not believe is the gateway, and no caller can mend that.
      await body.dump();
      this.options.logger.error(
        { requestId, service: this.name },
        'a service does not believe who the gateway says is asking',
      );
      throw this.problem(502, 'SERVICE_DOES_NOT_BELIEVE_THE_GATEWAY');
    }
    const length = Number(answered['content-length'] ?? Number.POSITIVE_INFINITY);
    const isWhole = length <= WHOLE_ANSWER_BYTES || method === 'HEAD';
    return { status: statusCode, headers: answered, body: isWhole ? Buffer.from(await body.arrayBuffer()) : body };
  }

  private problemOf(error: unknown): Problem {
    if (error instanceof Problem) return error;
    if (wasNeverSent(error)) return this.problem(503, 'SERVICE_IS_NOT_REACHED');
    return this.problem(502, 'SERVICE_ANSWER_BROKE_OFF');
  }

  private problem(status: number, code: string): Problem {
    return new Problem(status, code, { details: { service: this.name }, headers: { 'retry-after': '2' } });
  }
}

/** What was asked may have been done: only the same key makes it safe to ask again. */
export const isOutcomeUnknown = ({ code }: Problem): boolean =>
  code === 'SERVICE_DOES_NOT_ANSWER' || code === 'SERVICE_ANSWER_BROKE_OFF';

/** Failed while connecting. The same codes (ETIMEDOUT, EHOSTUNREACH) end a connection that a request has gone out on. */
const wasNeverSent = (error: unknown): boolean => {
  // One for each address of a name that has several.
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(wasNeverSent);
  const { syscall } = error as NodeJS.ErrnoException;
  return error instanceof errors.ConnectTimeoutError || syscall === 'connect' || syscall === 'getaddrinfo';
};

/** A service that has just started has read models that are behind: so it says, and that a moment later they will not be. */
const isCatchingUp = ({ status, headers }: ServiceAnswer): boolean => status === 503 && headers['retry-after'] === '1';

/** What the framework of a service that is ending says to who comes late; what the service says itself is a problem document. */
const isEnding = ({ status, headers }: ServiceAnswer): boolean =>
  status === 503 && !String(headers['content-type']).startsWith('application/problem+json');
