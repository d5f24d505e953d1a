import { Controller, Get, Query, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  AllowRoles,
  EventLog,
  ReadingContext,
  RecordRoute,
  ROLES,
  PatternField,
  TextField,
  WholeNumberField,
  type FeedPage,
  type Reading,
  type Reply,
} from '@opsledger/platform';

const DEFAULT_LIMIT = 100;

export class EventsQuery {
  @WholeNumberField({
    description: 'Position after which to go on; 0 is the start.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
    example: 0,
  })
  after?: number;
  @WholeNumberField({ description: 'How many at most.', min: 1, max: 1_000, optional: true, example: DEFAULT_LIMIT })
  limit?: number;
  @PatternField({
    pattern: /^[\w.*-]{1,200}(, ?[\w.*-]{1,200}){0,19}$/,
    code: 'NOT_A_LIST_OF_TYPES',
    description: 'Types, separated by commas; `.*` at the end takes all that begin so.',
    optional: true,
    example: 'opsledger.operations.*',
  })
  type?: string;
  @TextField({ description: 'One stream.', max: 200, optional: true })
  subject?: string;
}

/** The log for other systems: CloudEvents in one order, from any position, as far as the reader is cleared. */
@ApiTags('events')
@Controller('v1/events')
export class EventsController {
  constructor(private readonly log: EventLog) {}

  @Get()
  @AllowRoles(...ROLES)
  @RecordRoute({ summary: 'The events after a position', answers: 'feed' })
  async page(
    @Query() query: EventsQuery,
    @ReadingContext() reading: Reading,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<FeedPage> {
    const { after = 0, limit = DEFAULT_LIMIT, type, subject } = query;
    void reply.header('opsledger-log-id', this.log.logId);
    const types = type?.split(',').map((one) => one.trim()) ?? [];
    return this.log.page({
      after,
      limit,
      types,
      ...(subject !== undefined && { subject }),
      clearance: reading.caller.clearance,
    });
  }
}
