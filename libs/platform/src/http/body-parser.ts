import { isUtf8 } from 'node:buffer';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { bodyDigestOf } from '../identity/signed-identity.js';
import { Problem } from './problem.js';
import type { FieldErrorCode } from './problem.texts.js';
import { pointerStep } from './json-pointer.js';
import { repeatedMember } from './repeated-member.js';
import type { Request } from './request-context.js';

export const BODY_LIMIT_BYTES = 256 * 1024;
export const IMPORT_BODY_LIMIT_BYTES = 8 * 1024 * 1024;
const DEPTH_LIMIT = 16;
/** Checking costs more than parsing: what has more members than anybody needs is not looked at. */
const LIMITS = { bytes: BODY_LIMIT_BYTES, members: 2_000, depth: DEPTH_LIMIT };
type ShapeLimits = Pick<typeof LIMITS, 'members' | 'depth'>;
/** Up to 500 commands. */
const BATCH_LIMITS = { bytes: 2 * 1024 * 1024, members: 40_000, depth: DEPTH_LIMIT };
const BATCH_ROUTE = '/v1/batches';
/** The gateway has looked at each command of an import before it sends all of them on. */
const FORWARDED_LIMITS = { bytes: 4 * IMPORT_BODY_LIMIT_BYTES, members: 10_000_000, depth: DEPTH_LIMIT + 4 };
const LIMITS_OF_ROUTES: Readonly<Record<string, typeof LIMITS>> = {
  [BATCH_ROUTE]: BATCH_LIMITS,
  '/internal/commands': FORWARDED_LIMITS,
  '/internal/rehearsals': FORWARDED_LIMITS,
  '/internal/field-checks': FORWARDED_LIMITS,
};
const NDJSON = 'application/x-ndjson';
const IMPORT_ROUTE = '/v1/imports';
/** Names that every object answers to: a look-up by such a name finds what nobody sent. */
export const isInheritedName = (name: string): boolean => name in Object.prototype || name === 'prototype';

/** Parses JSON that a person or system sent: UTF-8, not too deep, each name once, and none that reaches into prototypes. */
export const parseJson = (bytes: Buffer, limits: ShapeLimits): unknown => {
  if (!isUtf8(bytes)) throw new Problem(400, 'BODY_IS_NOT_UTF8');
  return parseJsonText(bytes.toString('utf8'), limits);
};

export const parseJsonText = (text: string, limits: ShapeLimits = LIMITS): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Problem(400, 'BODY_IS_NOT_JSON');
  }
  refuseUnsafeShape(value, limits);
  const repeated = repeatedMember(text);
  if (repeated !== undefined) throw invalidField(repeated, 'MEMBER_STANDS_TWICE');
  return value;
};

// Without recursion: the depth of what was sent is not ours to trust the call stack with.
const refuseUnsafeShape = (root: unknown, limits: ShapeLimits): void => {
  const left: { value: unknown; depth: number; pointer: string }[] = [{ value: root, depth: 0, pointer: '' }];
  let members = 0;
  for (let next = left.pop(); next; next = left.pop()) {
    const { value, depth, pointer } = next;
    if (typeof value === 'number' && !Number.isFinite(value)) throw invalidField(pointer, 'NUMBER_IS_TOO_LARGE');
    if (typeof value !== 'object' || value === null) continue;
    if (depth >= limits.depth) throw new Problem(400, 'BODY_IS_TOO_DEEP', { details: { limit: limits.depth } });
    const entries = Object.entries(value);
    members += entries.length;
    if (members > limits.members)
      throw new Problem(400, 'BODY_HAS_TOO_MANY_MEMBERS', { details: { limit: limits.members } });
    for (const [name, member] of entries) {
      if (isInheritedName(name)) throw invalidField(pointer + pointerStep(name), 'FIELD_IS_UNKNOWN');
      left.push({ value: member, depth: depth + 1, pointer: pointer + pointerStep(name) });
    }
  }
};

const invalidField = (pointer: string, code: FieldErrorCode): Problem =>
  new Problem(400, 'FIELDS_ARE_NOT_VALID', { errors: [{ pointer, code }] });

/** JSON as above; NDJSON is handed on as bytes. Everything else is 415. */
export const useBodyParsers = (app: NestFastifyApplication, { isBehindGateway = false } = {}): void => {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.removeAllContentTypeParsers();
  const json = { parseAs: 'buffer' as const, bodyLimit: (isBehindGateway ? FORWARDED_LIMITS : BATCH_LIMITS).bytes };
  fastify.addContentTypeParser<Buffer>('application/json', json, (request, body, done) => {
    const limits = LIMITS_OF_ROUTES[request.routeOptions.url ?? ''] ?? LIMITS;
    // A body of no bytes is none: the gateway sends and signs none then.
    if (isBehindGateway && body.length > 0) (request as Request).bodyDigest = bodyDigestOf(body);
    try {
      const { length } = body;
      if (length > limits.bytes) throw new Problem(413, 'BODY_IS_TOO_LARGE', { details: { limit: limits.bytes } });
      done(null, length === 0 ? undefined : parseJson(body, limits));
    } catch (error) {
      done(error as Error);
    }
  });
  // Looked at before the body is read: nobody else may send as much.
  fastify.addHook('onRequest', async ({ headers, routeOptions }) => {
    const encoding = headers['content-encoding'] ?? 'identity';
    const charset = /;\s*charset="?([^";\s]+)/i.exec(headers['content-type'] ?? '')?.[1] ?? 'utf-8';
    if (encoding.toLowerCase() !== 'identity' || !/^utf-?8$/i.test(charset))
      throw new Problem(415, 'MEDIA_TYPE_IS_NOT_SUPPORTED');
    const isNdjson = headers['content-type']?.toLowerCase().startsWith(NDJSON) ?? false;
    if (isNdjson && routeOptions.url !== IMPORT_ROUTE) throw new Problem(415, 'MEDIA_TYPE_IS_NOT_SUPPORTED');
  });
  const ndjson = { parseAs: 'buffer', bodyLimit: IMPORT_BODY_LIMIT_BYTES } as const;
  fastify.addContentTypeParser(NDJSON, ndjson, (_request, body, done) => done(null, body));
};
