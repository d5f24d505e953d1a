import { applyDecorators, type Type } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';

/** Besides records there are entries: what no command has written, such as reference data. */
type Answers =
  'opened' | 'changed' | 'record' | 'page' | 'entry' | 'entries' | 'history' | 'feed' | 'import' | 'started';

const problem = (status: number, description: string) =>
  ApiResponse({
    status,
    description,
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  });

const json = (status: number, description: string, schema: string, headers: Record<string, string> = {}) =>
  ApiResponse({
    status,
    description,
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, text]) => [name, { description: text, schema: { type: 'string' } }]),
    ),
    content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
  });

const VERSION = { ETag: 'Version of the record, for If-Match.' };
const ACCEPTED = {
  ...VERSION,
  Location: 'Path of the record.',
  'Opsledger-Position': 'Send it as Opsledger-Min-Position to read what was just written.',
  'Idempotent-Replayed': '"true" if the same request was accepted before under its key.',
};

const commandRoute = (...answers: readonly MethodDecorator[]) => [
  ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      'The same request with the same key has one effect. Without one, an answer that leaves the outcome unknown (502, 503, 504) may name the key to send it again with, in this header.',
    schema: { type: 'string' },
  }),
  ...answers,
  problem(409, 'The record is in a state that does not allow this.'),
  problem(422, 'A rule of the mission forbids this, or the key stands for another request.'),
];
const ifMatch = ApiHeader({
  name: 'If-Match',
  required: false,
  description: 'The version you saw, e.g. "3".',
  schema: { type: 'string' },
});
const minPosition = ApiHeader({
  name: 'Opsledger-Min-Position',
  required: false,
  description: 'Wait until this write can be read.',
  schema: { type: 'string' },
});

const PUT_BACK = problem(
  410,
  'The page before, or the write, is of another log: a backup was put back since. Begin the list again, or look what became of the write.',
);

const ROUTES: Readonly<Record<Answers, (schema: string) => readonly MethodDecorator[]>> = {
  opened: () => [
    ...commandRoute(json(201, 'Recorded.', 'Record', ACCEPTED)),
    problem(412, 'With If-Match: there is no version yet that it could be.'),
  ],
  changed: () => [
    ifMatch,
    ...commandRoute(json(200, 'Recorded.', 'Record', ACCEPTED)),
    problem(404, 'There is no such record for you.'),
    problem(412, 'The record has changed since the version you saw.'),
  ],
  record: () => [
    minPosition,
    json(200, 'The record.', 'Record', VERSION),
    problem(404, 'There is no such record for you.'),
    PUT_BACK,
  ],
  page: (schema) => [minPosition, json(200, 'A page.', schema), PUT_BACK],
  history: () => [
    minPosition,
    json(200, 'A page.', 'Page'),
    problem(404, 'There is no such record for you.'),
    PUT_BACK,
  ],
  feed: () => [
    json(200, 'A page.', 'Page', { 'Opsledger-Log-Id': 'Names this log; positions of another log mean nothing here.' }),
    problem(410, 'The log ends before this position, which it never gave.'),
  ],
  import: (schema) => [
    json(200, 'Every row was accepted, now or before.', schema),
    problem(409, 'A change made meanwhile stands against some rows; `results` says which.'),
    problem(413, 'The rows are too many or too large.'),
    problem(415, 'The body is not application/x-ndjson.'),
    problem(422, 'Nothing was imported; `rows` says why, by line.'),
  ],
  entry: (schema) => [json(200, 'The entry.', schema), problem(404, 'There is no such entry.')],
  started: (schema) => [
    json(202, 'It has begun.', schema),
    problem(404, 'There is no such entry.'),
    problem(409, 'It is under way already.'),
  ],
  entries: (schema) => [json(200, 'A page.', schema)],
};

type RouteDescription = Readonly<{
  summary: string;
  answers: Answers;
  /** The schema of an entry or of a page of entries, by its name in the document. */
  schema?: string;
  /** The body's class, and a body that works when it is sent, with any name. */
  body?: Type<object>;
  example?: object;
}>;

/** Describes a route in the OpenAPI document, in the same way for every service. */
export const RecordRoute = ({ summary, answers, schema = 'Page', body, example }: RouteDescription): MethodDecorator =>
  applyDecorators(
    ApiOperation({ summary }),
    ApiBearerAuth(),
    ...ROUTES[answers](schema),
    ...(body
      ? [
          ApiBody({ type: body, examples: { example: { value: example } } }),
          problem(413, 'The body is too large.'),
          problem(415, 'The body is not application/json.'),
        ]
      : []),
    problem(400, 'The request is not well formed, or fields are not valid.'),
    problem(401, 'A valid bearer token is needed.'),
    problem(403, 'Your roles do not allow this.'),
    problem(429, 'You ask for too much at once; Retry-After says when to go on.'),
    problem(503, 'Try again later.'),
  );
