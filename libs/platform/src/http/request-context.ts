import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../identity/roles.js';
import { Problem } from './problem.js';
import type { FieldErrorCode } from './problem.texts.js';

/** The request as the guard leaves it. */
export type Request = FastifyRequest & {
  caller?: Caller;
  /** Of the bytes that the body was read from. */
  bodyDigest?: string;
};
export type Reply = FastifyReply;

/** What a request says besides its body. */
export type RequestContext = Readonly<{
  caller: Caller;
  requestId: string;
  method: string;
  path: string;
  idempotencyKey?: string;
  /** The version that the caller believes the record to have. */
  ifMatch?: number;
}>;

/** Who reads, and what they have written that they want to see in it (`Opsledger-Min-Position`). */
export type Reading = Readonly<{ caller: Caller; minPosition?: string | undefined }>;

export const contextOf = (request: Request): RequestContext => {
  if (!request.caller) throw new Problem(401, 'SIGN_IN_NEEDED');
  const [key, ifMatch] = [idempotencyKeyOf(request), versionOf(request)];
  return {
    caller: request.caller,
    requestId: request.id,
    method: request.method,
    path: request.url.split('?')[0]!,
    ...(key !== undefined && { idempotencyKey: key }),
    ...(ifMatch !== undefined && { ifMatch }),
  };
};

/** Hands a controller the context of its request. */
export const Context = createParamDecorator((_: unknown, execution: ExecutionContext) =>
  contextOf(execution.switchToHttp().getRequest<Request>()),
);

/** Hands a controller who reads, and what they want to find. */
export const ReadingContext = createParamDecorator((_: unknown, execution: ExecutionContext): Reading => {
  const request = execution.switchToHttp().getRequest<Request>();
  if (!request.caller) throw new Problem(401, 'SIGN_IN_NEEDED');
  const minPosition = request.headers['opsledger-min-position'];
  return { caller: request.caller, ...(typeof minPosition === 'string' && { minPosition }) };
});

const idempotencyKeyOf = (request: Request): string | undefined => {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return undefined;
  if (typeof key !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(key)) throw badHeader('Idempotency-Key', 'NOT_A_KEY');
  return key;
};

const versionOf = (request: Request): number | undefined => {
  const tag = request.headers['if-match'];
  if (tag === undefined) return undefined;
  const version = /^"(\d{1,9})"$/.exec(tag)?.[1];
  if (version === undefined) throw badHeader('If-Match', 'NOT_A_VERSION');
  return Number(version);
};

export const badHeader = (name: string, code: FieldErrorCode): Problem =>
  new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors: [{ pointer: name, code }] });
