const position = { type: 'integer', minimum: 0 } as const;

const projection = {
  type: 'object',
  description: 'A read model: how far it has come, and how its latest rebuild goes or went.',
  properties: {
    name: { type: 'string' },
    version: { type: 'integer', minimum: 1 },
    generation: { type: 'integer', minimum: 1 },
    position,
    head: position,
    parked: { type: 'integer', minimum: 0, description: 'Streams that were set aside.' },
    isStuck: { type: 'boolean', description: 'It is behind and has not got any further for nine seconds.' },
    rebuild: {
      type: 'object',
      properties: {
        generation: { type: 'integer', minimum: 1 },
        state: { type: 'string', enum: ['running', 'done', 'stopped', 'failed'] },
        position,
        head: position,
        eventsPerSecond: { type: 'integer', minimum: 0 },
        estimatedEnd: { type: 'string', format: 'date-time' },
        differences: {
          type: 'object',
          properties: {
            onlyLive: { type: 'integer', minimum: 0 },
            onlyRebuilt: { type: 'integer', minimum: 0 },
            different: { type: 'integer', minimum: 0 },
            examples: {
              type: 'array',
              items: { type: 'object', properties: { id: { type: 'string' }, kind: { type: 'string' } } },
            },
          },
          required: ['onlyLive', 'onlyRebuilt', 'different', 'examples'],
        },
      },
      required: ['generation', 'state', 'position', 'head'],
    },
  },
  required: ['name', 'version', 'generation', 'position', 'head', 'parked', 'isStuck'],
} as const;

const parkedStream = {
  type: 'object',
  description: 'A stream whose next event could not be handled. `reason` is for who may read every record.',
  properties: {
    stream: { type: 'string' },
    fromVersion: { type: 'integer', minimum: 1 },
    position,
    reason: { type: 'string' },
    parkedAt: { type: 'string', format: 'date-time' },
    redrives: { type: 'integer', minimum: 0 },
  },
  required: ['stream', 'fromVersion', 'position', 'parkedAt', 'redrives'],
} as const;

const listOf = (name: string) =>
  ({
    type: 'object',
    properties: { data: { type: 'array', items: { $ref: `#/components/schemas/${name}` } } },
    required: ['data'],
  }) as const;

export const readModelSchemas = {
  Projection: projection,
  Projections: listOf('Projection'),
  ParkedStream: parkedStream,
  ParkedStreams: listOf('ParkedStream'),
  Redriven: {
    type: 'object',
    properties: { outcome: { type: 'string', enum: ['handled', 'still-parked'] } },
    required: ['outcome'],
  },
} as const;
