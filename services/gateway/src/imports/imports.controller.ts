import { Body, Controller, HttpCode, Post, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { isUtf8 } from 'node:buffer';
import {
  AllowRoles,
  Context,
  OneOfField,
  preferredLanguage,
  Problem,
  RecordRoute,
  type Request,
  type RequestContext,
} from '@opsledger/platform';
import { Imports, type ImportAnswer } from './imports.js';

export class ImportQuery {
  @OneOfField({
    description: '`true` checks every row against every rule and changes nothing.',
    values: ['true', 'false'],
    optional: true,
  })
  dryRun?: 'true' | 'false';
}

const EXAMPLE = {
  key: 'example-1',
  command: 'report-operation',
  data: { name: 'Heron', status: 'LAUNCHED', statusAsStated: 'continues' },
  occurredAt: '2022-03',
  knownAt: '2022-06-02T00:00:00Z',
  source: { kind: 'letter', ref: 'Letter dated 1 June 2022' },
};

/** History from older registers and documents, as NDJSON rows. */
@ApiTags('imports')
@Controller('v1/imports')
export class ImportsController {
  constructor(private readonly imports: Imports) {}

  @Post()
  @HttpCode(200)
  @AllowRoles('importer')
  @RecordRoute({ summary: 'Import rows, all or none', answers: 'import', schema: 'ImportAnswer' })
  @ApiConsumes('application/x-ndjson')
  @ApiBody({ schema: { type: 'string', example: `${JSON.stringify(EXAMPLE)}\n` } })
  run(
    @Body() bytes: unknown,
    @Query() { dryRun }: ImportQuery,
    @Context() context: RequestContext,
    @Req() request: Request,
  ): Promise<ImportAnswer> {
    if (!Buffer.isBuffer(bytes)) throw new Problem(415, 'MEDIA_TYPE_IS_NOT_SUPPORTED');
    if (!isUtf8(bytes)) throw new Problem(400, 'BODY_IS_NOT_UTF8');
    return this.imports.run(
      bytes.toString('utf8'),
      dryRun === 'true',
      context,
      preferredLanguage(request.headers['accept-language']),
    );
  }
}
