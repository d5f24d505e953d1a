import { Catch, HttpException, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import { LogUnavailable, OutcomeUnknown } from '@opsledger/event-store';
import { GenerationDropped, ReadModelsUnavailable } from '@opsledger/projections';
import type { Logger } from 'pino';
import { RepeatedTroubles } from '../observability/repeated-troubles.js';
import { KnownRoutes } from './known-routes.js';
import { Problem } from './problem.js';
import { fieldTexts, type ProblemText } from './problem.texts.js';
import type { Reply, Request } from './request-context.js';
import { fill, preferredLanguage, type Language } from './sentence.js';

export type ProblemTexts = Readonly<Record<string, ProblemText>>;

/**
 * Answers that a busy system gives and a caller waits out. Whatever keeps it busy, or set a record aside, is told where that happens: a stack
 * of each request that met it says nothing more and fills the disk.
 */
const TO_BE_WAITED_OUT: ReadonlySet<string> = new Set([
  'READ_MODEL_IS_BEHIND',
  'RECORD_IS_SET_ASIDE',
  'TOO_MANY_STREAMS',
]);

/** Makes a problem document (RFC 9457) of whatever was thrown. What is not ours to explain is a fault: logged, and 500. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly texts: Record<string, ProblemText>;
  private readonly waits = new RepeatedTroubles();

  constructor(
    texts: ProblemTexts,
    private readonly logger: Logger,
    private readonly routes = new KnownRoutes(),
  ) {
    this.texts = { ...texts };
  }

  /** Takes in the texts of what others refuse and this process has to tell. */
  learn(texts: ProblemTexts): void {
    Object.assign(this.texts, texts);
  }

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(thrown, http.getRequest<Request>(), http.getResponse<Reply>());
  }

  answer(thrown: unknown, request: Request, reply: Reply): void {
    const problem = this.methodProblem(thrown, request) ?? this.problemOf(thrown, request.id);
    const language = preferredLanguage(request.headers['accept-language']);
    void reply
      .status(problem.status)
      .headers({ 'content-language': language, 'cache-control': 'no-store', ...problem.options.headers })
      .type('application/problem+json; charset=utf-8')
      .send(JSON.stringify(this.document(problem, language, request)));
  }

  /** Nobody answers to this method here, but to others. */
  private methodProblem(thrown: unknown, { method, url }: Pick<Request, 'method' | 'url'>): Problem | undefined {
    if (!(thrown instanceof NotFoundException)) return undefined;
    const path = url.split('?')[0]!;
    const methods = this.routes.methodsOf(path);
    if (methods.length === 0) return actionProblem(this.routes, method, path);
    if (methods.includes(method)) return undefined;
    return new Problem(405, 'METHOD_IS_NOT_ALLOWED', { headers: { allow: methods.join(', ') } });
  }

  /** The problem that something thrown is, for answers that hold several; a fault is logged, and once a minute what is waited out. */
  problemOf(thrown: unknown, requestId: string): Problem {
    const problem = asProblem(thrown);
    const { status, code } = problem;
    if (TO_BE_WAITED_OUT.has(code))
      this.waits.meet('request', code, (cameSince) =>
        this.logger.warn({ requestId, code, ...cameSince }, 'request has to be sent again'),
      );
    else if (status >= 500) this.logger.error({ requestId, code, err: thrown }, 'request failed');
    return problem;
  }

  /** The problem document, in one language. */
  document(problem: Problem, language: Language, request: Pick<Request, 'id' | 'url'>): Record<string, unknown> {
    const { rule, details = {}, errors, members } = problem.options;
    const text = this.texts[problem.code];
    return {
      type: `urn:opsledger:problem:${problem.code.toLowerCase().replaceAll('_', '-')}`,
      title: text?.title[language] ?? problem.code,
      status: problem.status,
      code: problem.code,
      ...(rule !== undefined && { rule }),
      ...(text?.detail && { detail: fill(text.detail[language], details) }),
      ...(Object.keys(details).length > 0 && { details }),
      instance: request.url.split('?')[0],
      requestId: request.id,
      ...(errors && {
        errors: errors.map((error) => ({
          ...error,
          detail: fill(fieldTexts[error.code][language], error.details ?? {}),
        })),
      }),
      ...members,
    };
  }
}

/** Who posts to a record means to do something to it: what there is to do is told. */
export const actionProblem = (
  routes: Pick<KnownRoutes, 'actionsOn'>,
  method: string,
  path: string,
): Problem | undefined => {
  const [, record, action] = /^(.+?)(?:\/actions)?\/([^/]+)\/?$/.exec(path) ?? [];
  const allowed = method === 'POST' && record !== undefined ? routes.actionsOn(record) : [];
  return allowed.length === 0
    ? undefined
    : new Problem(404, 'ACTION_IS_UNKNOWN', { details: { action: action!, allowed } });
};

const RETRY_LATER = { headers: { 'retry-after': '5' } };

const FRAMEWORK_CODES: Readonly<Record<number, string>> = {
  400: 'REQUEST_IS_NOT_WELL_FORMED',
  404: 'NOT_FOUND',
  405: 'METHOD_IS_NOT_ALLOWED',
  413: 'BODY_IS_TOO_LARGE',
  414: 'REQUEST_IS_NOT_WELL_FORMED',
  415: 'MEDIA_TYPE_IS_NOT_SUPPORTED',
};

const asProblem = (thrown: unknown): Problem => {
  if (thrown instanceof Problem) return thrown;
  if (thrown instanceof OutcomeUnknown) return new Problem(503, 'OUTCOME_UNKNOWN', RETRY_LATER);
  if (thrown instanceof LogUnavailable) return new Problem(503, 'LOG_UNAVAILABLE', RETRY_LATER);
  // Another process has made the read model anew: who asks that one is answered.
  if (thrown instanceof GenerationDropped)
    return new Problem(503, 'READ_MODEL_IS_BEHIND', { headers: { 'retry-after': '1' } });
  if (thrown instanceof ReadModelsUnavailable) return new Problem(503, 'READ_MODELS_UNAVAILABLE', RETRY_LATER);
  const status = thrown instanceof HttpException ? thrown.getStatus() : (thrown as { statusCode?: unknown }).statusCode;
  const code = typeof status === 'number' ? FRAMEWORK_CODES[status] : undefined;
  if (code !== undefined) return new Problem(status as number, code);
  if (typeof status === 'number' && status >= 400 && status < 500)
    return new Problem(status, 'REQUEST_IS_NOT_WELL_FORMED');
  return new Problem(500, 'INTERNAL_FAULT');
};
