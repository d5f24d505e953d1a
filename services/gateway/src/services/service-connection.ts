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

/**
 * From the first attempt until headers have come, and the body with them where an answer is taken whole: a service that is restarted is
 * waited for, and a caller is not kept for ever.
 */
export const DEADLINE_MILLISECONDS = 15_000;
const CONNECT_MILLISECONDS = 2_000;
/** Between two parts of a body that is passed on as it comes. */
const SILENCE_MILLISECONDS = 30_000;
const CONNECTIONS = 64;
/** What waits for a connection keeps its body here: many more than can be answered in time are not taken on. */
const MOST_WAITING = 1_000;
const FIRST_PAUSE_MILLISECONDS = 50;
const LONGEST_PAUSE_MILLISECONDS = 500;
/** A process that has failed, where there is another: then it is tried again. */
const LEFT_OUT_MILLISECONDS = 5_000;
/** For what is left of an answer that nobody wants; then its connection is given up. */
const DISCARDING_MILLISECONDS = 1_000;
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
  /** Nobody waits for the answer any more. */
  signal?: AbortSignal;
  /** Whether an answer refuses what was asked because of the record as it stands; by its status, if nothing else is said. */
  isRefusal?: (answer: ServiceAnswer) => boolean;
}>;
export type ServiceAnswer = Readonly<{
  status: number;
  headers: Dispatcher.ResponseData['headers'];
  body: Buffer | Dispatcher.ResponseData['body'];
}>;

/** A process of a service. One that has failed is left out for a while, unless all have. */
type ServiceProcess = { readonly pool: Pool; leftOutUntil: number };

/** One service, of one process or several, over connections that are kept open. */
export class ServiceConnection {
  private readonly processes: readonly ServiceProcess[];
  private turn = 0;

  constructor(
    private readonly address: ServiceAddress,
    private readonly options: Readonly<{
      signer: IdentitySigner;
      tracing: Tracing;
      logger: Logger;
      deadlineMilliseconds?: number;
    }>,
    onConnected: () => void,
  ) {
    this.processes = address.urls.map((url) => {
      const pool = new Pool(url, {
        ...{ connections: CONNECTIONS, connect: { timeout: CONNECT_MILLISECONDS }, bodyTimeout: SILENCE_MILLISECONDS },
        ...{ keepAliveTimeout: 30_000, pipelining: 1 },
      });
      pool.on('connect', onConnected);
      return { pool, leftOutUntil: 0 };
    });
  }

  get name(): string {
    return this.address.name;
  }

  /**
   * Sends a request until it is answered, as long as that has one effect and there is time, to another process if there is one. Rejects with the `Problem` that there is
   * no answer: 503 if no attempt came there, 504 if one may have and nothing was heard in time, 502 if an answer broke off.
   */
  async send(request: ServiceRequest): Promise<ServiceAnswer> {
    const { deadlineMilliseconds = DEADLINE_MILLISECONDS } = this.options;
    const end = performance.now() + (request.deadlineMilliseconds ?? deadlineMilliseconds);
    const isReading = request.method === 'GET' || request.method === 'HEAD';
    /** Of an attempt that may have had its effect: what a later one meets does not undo that. */
    let unknown: Problem | undefined;
    const { isRefusal = ({ status }) => REFUSALS.has(status) } = request;
    let process: ServiceProcess | undefined;
    for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)) {
      process = this.next(process);
      const left = end - performance.now();
      // One that hangs must not keep for itself the time in which another would answer.
      const own = request.isRepeatable && this.isAnotherThere(process) ? left / 2 : left;
      let [answer, failure]: [ServiceAnswer?, Problem?] = [];
      try {
        answer = await this.attempt(request, process, Math.max(1, own));
        if (isEnding(answer)) failure = this.problem(503, 'SERVICE_IS_NOT_REACHED');
        // A fault that says of this attempt that nothing was recorded says nothing of the one before.
        else if (unknown && answer.status >= 500) failure = unknown;
        // Nor does a refusal: had that one been accepted by now, its key would have been found, and it may be accepted yet.
        else if (unknown && isRefusal(answer)) {
          discard(answer);
          throw unknown;
        } else if (request.method === 'POST' || !isCatchingUp(answer)) return answer;
      } catch (error) {
        if (error === unknown) throw error;
        if (request.signal?.aborted) throw this.problem(504, 'SERVICE_DOES_NOT_ANSWER'); // nobody hears it
        failure = this.problemOf(error);
        if (isOutcomeUnknown(failure)) {
          if (!request.isRepeatable) throw failure;
          if (!isReading) unknown = failure;
        } else if (failure.code !== 'SERVICE_IS_NOT_REACHED') throw unknown ?? failure;
      }
      if (failure) process.leftOutUntil = performance.now() + LEFT_OUT_MILLISECONDS;
      const isLast = performance.now() + pause >= end;
      if (isLast && !failure) return answer!;
      discard(answer);
      if (failure && this.isAnotherThere(process) && performance.now() < end) continue;
      if (isLast) throw unknown ?? failure!;
      await setTimeout(pause);
    }
  }

  /** What each process says of itself, asked once: in the order of the addresses, nothing where there is no answer in time. */
  askEach(request: ServiceRequest, milliseconds: number): Promise<readonly (ServiceAnswer | undefined)[]> {
    return Promise.all(
      this.processes.map((process) => this.attempt(request, process, milliseconds).catch(() => undefined)),
    );
  }

  async close(): Promise<void> {
    await Promise.all(this.processes.map(({ pool }) => pool.destroy()));
  }

  /** The one with the least to do of those that have not failed just now; not the one of the last attempt, if there is another. */
  private next(last: ServiceProcess | undefined): ServiceProcess {
    this.turn += 1;
    const inTurn = this.processes.map((_, index) => this.processes[(this.turn + index) % this.processes.length]!);
    const there = inTurn.filter(isThere);
    const candidates = there.length > 0 ? there : inTurn;
    const others = candidates.filter((process) => process !== last);
    const from = others.length > 0 ? others : candidates;
    return from.reduce((least, process) => (process.pool.stats.size < least.pool.stats.size ? process : least));
  }

  private isAnotherThere(process: ServiceProcess): boolean {
    return this.processes.some((other) => other !== process && isThere(other));
  }

  private async attempt(request: ServiceRequest, { pool }: ServiceProcess, left: number): Promise<ServiceAnswer> {
    const { method, url, headers, body: sent, caller, requestId, signal } = request;
    if (pool.stats.queued >= MOST_WAITING) throw this.problem(503, 'SERVICE_HAS_TOO_MUCH_TO_DO');
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
    try {
      const {
        statusCode,
        headers: answered,
        body,
      } = await pool.request({
        ...{ method: method as Dispatcher.HttpMethod, path: url, headersTimeout: 0 },
        signal: signal ? AbortSignal.any([signal, waiting.signal]) : waiting.signal,
        headers: {
          ...{ ...headers, 'x-request-id': requestId },
          ...(identity && { [IDENTITY_HEADER]: identity }),
          ...(traceparent !== undefined && { traceparent }),
        },
        ...(sent && { body: sent }),
      });
      if (statusCode === 401) {
        // Who is asking has been found out here: what the service does not believe is the gateway, and no caller can mend that.
        discard({ body });
        this.options.logger.error(
          { requestId, service: this.name },
          'a service does not believe who the gateway says is asking',
        );
        throw this.problem(502, 'SERVICE_DOES_NOT_BELIEVE_THE_GATEWAY');
      }
      const length = Number(answered['content-length'] ?? Number.POSITIVE_INFINITY);
      const isWhole = length <= WHOLE_ANSWER_BYTES || method === 'HEAD';
      return { status: statusCode, headers: answered, body: isWhole ? Buffer.from(await body.arrayBuffer()) : body };
    } finally {
      clearTimeout(timer);
    }
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

/** Of a rule or a claim, of a version that is expected, of a key that was used. */
const REFUSALS: ReadonlySet<number> = new Set([409, 412, 422]);

/** Reads what nobody wants, so that its connection is free again; not for long. */
const discard = (answer: Pick<ServiceAnswer, 'body'> | undefined): void => {
  if (!answer || Buffer.isBuffer(answer.body)) return;
  answer.body
    .dump({ limit: WHOLE_ANSWER_BYTES, signal: AbortSignal.timeout(DISCARDING_MILLISECONDS) })
    .catch(() => undefined);
};

const isThere = ({ leftOutUntil }: ServiceProcess): boolean => leftOutUntil <= performance.now();

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

/** What something else says in place of a service that is away; what the service says itself is a problem document. */
const isEnding = ({ status, headers }: ServiceAnswer): boolean =>
  status === 503 && !String(headers['content-type']).startsWith('application/problem+json');
