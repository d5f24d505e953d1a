import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { INestApplication } from '@nestjs/common';
import { VERSION, type RouteDocument } from '@opsledger/platform';
import { readModelSchemas } from './read-models/read-model.schema.js';
import { placeSchemas } from './reference/place.schema.js';

const record = {
  type: 'object',
  description: 'A record. What no event has stated is absent.',
  properties: {
    id: { type: 'string', format: 'uuid' },
    version: { type: 'integer', minimum: 1 },
    sensitivity: { type: 'string', enum: ['UNCLASSIFIED', 'CONFIDENTIAL', 'STRICTLY_CONFIDENTIAL'] },
    exercise: { type: 'boolean' },
    view: { $ref: '#/components/schemas/View' },
  },
  required: ['id', 'version', 'sensitivity', 'exercise'],
} as const;

const view = {
  type: 'object',
  description:
    'What an answer about the past rests on. The same `asOf`, `validAt` and `position` give the same answer for ever.',
  properties: {
    asOf: { type: 'string', format: 'date-time' },
    validAt: { type: 'string', format: 'date-time' },
    position: { type: 'integer', minimum: 0 },
    completeTo: { type: 'string', format: 'date-time', description: 'A later `asOf` is answered as of this.' },
    undecided: {
      type: 'array',
      description: 'Ids of records with dates too vague to say whether it had happened by `validAt`.',
      items: { type: 'string', format: 'uuid' },
    },
  },
  required: ['asOf', 'position', 'completeTo'],
} as const;

const page = {
  type: 'object',
  properties: {
    data: { type: 'array', items: { type: 'object' } },
    page: {
      type: 'object',
      description:
        '`next` is what the next page is asked for with: a cursor in lists, a position or version in feeds and histories.',
      properties: { next: { type: ['string', 'integer', 'null'] }, hasMore: { type: 'boolean' } },
      required: ['next', 'hasMore'],
    },
    view: { $ref: '#/components/schemas/View' },
    stale: {
      type: 'array',
      description: 'Ids of records on this page that lack entries which could not be shown.',
      items: { type: 'string', format: 'uuid' },
    },
  },
  required: ['data', 'page'],
} as const;

const importAnswer = {
  type: 'object',
  properties: {
    dryRun: { type: 'boolean' },
    rows: { type: 'integer', minimum: 0 },
    applied: { type: 'integer', minimum: 0 },
    unchanged: { type: 'integer', minimum: 0 },
    results: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          line: { type: 'integer', minimum: 1 },
          key: { type: 'string' },
          outcome: { type: 'string', enum: ['applied', 'unchanged', 'would-apply'] },
          id: { type: 'string', format: 'uuid' },
          version: { type: 'integer', minimum: 1 },
        },
        required: ['line', 'key', 'outcome'],
      },
    },
  },
  required: ['dryRun', 'rows', 'applied', 'unchanged', 'results'],
} as const;

const batchAnswer = {
  type: 'object',
  properties: {
    accepted: { type: 'integer', minimum: 0 },
    refused: { type: 'integer', minimum: 0 },
    results: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          index: { type: 'integer', minimum: 0 },
          status: { type: 'integer' },
          id: { type: 'string', format: 'uuid' },
          version: { type: 'integer', minimum: 1 },
          path: { type: 'string' },
          position: { type: 'string', description: 'Send it as Opsledger-Min-Position to read what was just written.' },
          isReplay: { type: 'boolean', description: 'It was accepted before, under its key.' },
          problem: { $ref: '#/components/schemas/Problem' },
        },
        required: ['index', 'status'],
      },
    },
  },
  required: ['accepted', 'refused', 'results'],
} as const;

const problem = {
  type: 'object',
  description: 'RFC 9457 problem document. `code` and `rule` never change with the language.',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string' },
    rule: { type: 'string' },
    detail: { type: 'string' },
    instance: { type: 'string' },
    requestId: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          pointer: { type: 'string' },
          code: { type: 'string' },
          detail: { type: 'string' },
          allowed: { type: 'array', items: {} },
        },
        required: ['pointer', 'code'],
      },
    },
  },
  required: ['type', 'title', 'status', 'code'],
} as const;

/** Serves `/openapi.json` (OpenAPI 3.1) and, from this machine, the pages at `/docs`: one document of all routes, made when it is asked for. */
export const serveOpenApi = (app: INestApplication, parts: () => Promise<readonly RouteDocument[]>): void => {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Opsledger')
    .setDescription(
      'The operations record of a peacekeeping mission. Get a token with `npx opsledger token --role planner`.',
    )
    .setVersion(VERSION)
    .addBearerAuth()
    .build();
  const document = async (): Promise<OpenAPIObject> => {
    const documents = await parts();
    return {
      ...config,
      paths: Object.assign({}, ...documents.map(({ paths }) => paths)) as OpenAPIObject['paths'],
      components: {
        ...config.components,
        schemas: Object.assign({}, ...documents.map((part) => part.schemas), schemas()) as RouteDocument['schemas'],
      },
    };
  };
  SwaggerModule.setup(
    'docs',
    app,
    { ...config, paths: {} },
    {
      ...{ jsonDocumentUrl: 'openapi.json', yamlDocumentUrl: 'openapi.yaml' },
      patchDocumentOnRequest: document, // what services say of themselves changes with them
    },
  );
};

// The library's types are those of OpenAPI 3.0; 3.1 takes any JSON Schema, lists of types included.
const schemas = () =>
  ({
    Record: record,
    Page: page,
    View: view,
    Problem: problem,
    BatchAnswer: batchAnswer,
    ImportAnswer: importAnswer,
    ...placeSchemas,
    ...readModelSchemas,
  }) as object as Record<string, never>;
