import { Readable } from 'node:stream';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiProduces, ApiTags } from '@nestjs/swagger';
import {
  AllowRoles,
  EventLog,
  ReadingContext,
  RecordRoute,
  ROLES,
  PatternField,
  TextField,
  WholeNumberField,
  badHeader,
  type FeedPage,
  type FeedQuery,
  type Reading,
  type Reply,
} from '@opsledger/platform';
import { EventStreams } from './event-streams.js';

const DEFAULT_LIMIT = 100;
const LONGEST_WAIT_SECONDS = 30;

/** With it, a position of a log that was put back since is not taken for one of the log as it is. */
const LogIdHeader = (): MethodDecorator =>
  ApiHeader({
    name: 'Opsledger-Log-Id',
    required: false,
    description: 'The name of the log that `after` is a position of, as its answers give it in this header.',
    schema: { type: 'string' },
  });

const logIdOf = (header: string | undefined): string | undefined => {
  if (header !== undefined && !/^[\w-]{1,100}$/.test(header))
    throw badHeader('Opsledger-Log-Id', 'NOT_A_NAME_OF_A_LOG');
  return header;
};

export class EventsFilter {
  @WholeNumberField({
    description: 'Position after which to go on; 0 is the start.',
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    optional: true,
    example: 0,
  })
  after?: number;
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

export class EventsQuery extends EventsFilter {
  @WholeNumberField({ description: 'How many at most.', min: 1, max: 1_000, optional: true, example: DEFAULT_LIMIT })
  limit?: number;
}

/** The log for other systems: CloudEvents in one order, from any position, as far as the reader is cleared. */
@ApiTags('events')
@Controller('v1/events')
export class EventsController {
  constructor(
    private readonly log: EventLog,
    private readonly streams: EventStreams,
  ) {}

  @Get()
  @AllowRoles(...ROLES)
  @ApiHeader({
    name: 'Prefer',
    required: false,
    description: '`wait=25`: if there is nothing yet, answer when there is, or after so many seconds (30 at most).',
    schema: { type: 'string' },
  })
  @LogIdHeader()
  @RecordRoute({ summary: 'The events after a position', answers: 'feed' })
  async page(
    @Query() query: EventsQuery,
    @ReadingContext() reading: Reading,
    @Headers('prefer') prefer: string | undefined,
    @Headers('opsledger-log-id') logId: string | undefined,
    @Res({ passthrough: true }) reply: Reply,
  ): Promise<FeedPage> {
    const wanted = feedQueryOf(query, reading);
    await this.log.refuseBeyond(wanted.after, logIdOf(logId));
    void reply.header('opsledger-log-id', this.log.logId);
    const seconds = secondsToWait(prefer);
    if (seconds === 0) return this.log.page(wanted);
    void reply.header('preference-applied', `wait=${seconds}`);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort()); // nobody waits for the answer any more
    const page = await this.log.awaitedPage(
      wanted,
      seconds * 1_000,
      AbortSignal.any([gone.signal, this.streams.signal]),
    );
    // A connection that would be kept for another request would keep the process, which is ending.
    if (this.streams.signal.aborted) void reply.header('connection', 'close');
    return page;
  }

  @Get('stream')
  @AllowRoles(...ROLES)
  @ApiProduces('text/event-stream')
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Position of the last event that was received; goes before `after`.',
    schema: { type: 'string' },
  })
  @LogIdHeader()
  @RecordRoute({ summary: 'Events as they come (server-sent events)', answers: 'feed' })
  async stream(
    @Query() query: EventsFilter,
    @ReadingContext() reading: Reading,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Headers('opsledger-log-id') logId: string | undefined,
    @Res() reply: Reply,
  ): Promise<void> {
    if (lastEventId !== undefined && !/^\d{1,15}$/.test(lastEventId))
      throw badHeader('Last-Event-ID', 'NOT_A_POSITION');
    const after = lastEventId === undefined ? query.after : Number(lastEventId);
    const wanted = feedQueryOf({ ...query, ...(after !== undefined && { after }) }, reading);
    await this.log.refuseBeyond(wanted.after, logIdOf(logId));
    void reply
      .headers({
        ...{ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' },
        ...{ 'opsledger-log-id': this.log.logId, 'x-accel-buffering': 'no' },
        connection: 'close', // when the stream ends with the process, nothing is waited for that might come after it
      })
      .send(Readable.from(this.streams.read(wanted)));
  }
}

const feedQueryOf = (
  { after = 0, limit = DEFAULT_LIMIT, type, subject }: EventsQuery,
  { caller: { clearance } }: Reading,
): FeedQuery => ({
  ...{ after, limit, clearance, types: type?.split(',').map((one) => one.trim()) ?? [] },
  ...(subject !== undefined && { subject }),
});

/** RFC 7240; what is not understood there is left aside, as it says. */
const secondsToWait = (prefer: string | undefined): number => {
  const wait = /(?:^|,)\s*wait\s*=\s*"?(\d{1,6})"?\s*(?:,|;|$)/i.exec(prefer ?? '')?.[1];
  return wait === undefined ? 0 : Math.min(Number(wait), LONGEST_WAIT_SECONDS);
};
