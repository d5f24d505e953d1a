import { setTimeout } from 'node:timers/promises';
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
    private readonly options: Readonly<{ signer: IdentitySigner; tracing: Tracing }>,
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
   * no answer: 503 if the request never came there, 504 if it did and nothing was heard in time, 502 if an answer broke off.
   */
  async send(request: ServiceRequest): Promise<ServiceAnswer> {
    const end = performance.now() + (request.deadlineMilliseconds ?? DEADLINE_MILLISECONDS);
    for (let pause = FIRST_PAUSE_MILLISECONDS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MILLISECONDS)) {
      const left = end - performance.now();
      let [answer, failure]: [ServiceAnswer?, Problem?] = [];
      try {
        answer = await this.attempt(request, Math.max(1, left));
        if (isEnding(answer)) failure = this.problem(503, 'SERVICE_IS_NOT_REACHED');
        else if (request.method === 'POST' || !isCatchingUp(answer)) return answer;
      } catch (error) {
        failure = this.problemOf(error);
        const mayHaveEffect = failure.status !== 503;
        if (mayHaveEffect && !request.isRepeatable) throw failure;
      }
      if (performance.now() + pause >= end) {
        if (failure) throw failure;
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
    const identity =
      caller &&
      (await this.options.signer.sign(caller, {
        ...{ method, url, requestId, idempotencyKey: headers['idempotency-key'], ifMatch: headers['if-match'] },
        ...(sent && { bodyDigest: bodyDigestOf(sent) }),
      }));
    const traceparent = this.options.tracing.current();
    const {
      statusCode,
      headers: answered,
      body,
    } = await this.pool.request({
      ...{ method: method as Dispatcher.HttpMethod, path: url, headersTimeout: left },
      headers: {
        ...{ ...headers, 'x-request-id': requestId },
        ...(identity && { [IDENTITY_HEADER]: identity }),
        ...(traceparent !== undefined && { traceparent }),
      },
      ...(sent && { body: sent }),
    });
    const length = Number(answered['content-length'] ?? Number.POSITIVE_INFINITY);
    const isWhole = length <= WHOLE_ANSWER_BYTES || method === 'HEAD';
    return { status: statusCode, headers: answered, body: isWhole ? Buffer.from(await body.arrayBuffer()) : body };
  }

  private problemOf(error: unknown): Problem {
    const { code } = error as { code?: string };
    if (error instanceof errors.HeadersTimeoutError) return this.problem(504, 'SERVICE_DOES_NOT_ANSWER');
    if (error instanceof errors.ConnectTimeoutError || NEVER_SENT.has(code ?? ''))
      return this.problem(503, 'SERVICE_IS_NOT_REACHED');
    return this.problem(502, 'SERVICE_ANSWER_BROKE_OFF');
  }

  private problem(status: number, code: string): Problem {
    return new Problem(status, code, { details: { service: this.name }, headers: { 'retry-after': '2' } });
  }
}

const NEVER_SENT = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT']);

/** A service that has just started has read models that are behind: so it says, and that a moment later they will not be. */
const isCatchingUp = ({ status, headers }: ServiceAnswer): boolean => status === 503 && headers['retry-after'] === '1';

/** What the framework of a service that is ending says to who comes late; what the service says itself is a problem document. */
const isEnding = ({ status, headers }: ServiceAnswer): boolean =>
  status === 503 && !String(headers['content-type']).startsWith('application/problem+json');
