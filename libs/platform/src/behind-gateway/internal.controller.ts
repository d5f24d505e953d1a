import { Body, Controller, Get, HttpCode, Post, Req } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { CommandPath, type NamedFields } from '../commands/command-path.js';
import type { CommandRequest } from '../commands/command-request.js';
import { Problem, type FieldError } from '../http/problem.js';
import type { Request } from '../http/request-context.js';
import { AllowRoles, Public } from '../identity/access.decorators.js';
import { ROLES } from '../identity/roles.js';
import type { SentOutcome, SentProblem, SentRehearsal, ServiceDescription } from './service-description.js';

/** Makes the description once the routes are there. */
export abstract class DescribesService {
  abstract describe(): ServiceDescription;
}

type ForwardedCommand = Omit<CommandRequest, 'caller'>;

/** What the gateway asks of a service besides its own routes. Whose commands they are is said by the identity, not by the body. */
@ApiExcludeController()
@Controller('internal')
export class InternalController {
  constructor(
    private readonly path: CommandPath,
    private readonly service: DescribesService,
  ) {}

  @Get('description')
  @Public()
  description(): ServiceDescription {
    return this.service.describe();
  }

  @Post('field-checks')
  @HttpCode(200)
  @AllowRoles(...ROLES)
  fieldErrors(
    @Body() { commands }: { commands: readonly NamedFields[] },
    @Req() { caller, id }: Request,
  ): Promise<readonly (readonly FieldError[])[]> {
    return this.path.fieldErrors(commands, { caller: caller!, requestId: id });
  }

  @Post('commands')
  @HttpCode(200)
  @AllowRoles(...ROLES)
  async run(@Body() { command }: { command: ForwardedCommand }, @Req() { caller }: Request): Promise<SentOutcome> {
    try {
      return { outcome: await this.path.run({ ...command, caller: caller! }) };
    } catch (error) {
      if (error instanceof Problem) return { problem: sent(error) };
      throw error;
    }
  }

  @Post('rehearsals')
  @HttpCode(200)
  @AllowRoles(...ROLES)
  async rehearse(
    @Body() { commands, isMeant }: { commands: readonly ForwardedCommand[]; isMeant: boolean },
    @Req() { caller }: Request,
  ): Promise<SentRehearsal> {
    const requests = commands.map((command) => ({ ...command, caller: caller! }));
    const rehearsed = await this.path.rehearse(requests, isMeant);
    return rehearsed.map((one) => ('problem' in one ? { problem: sent(one.problem) } : one));
  }
}

const sent = ({ status, code, options }: Problem): SentProblem => ({ status, code, options });
