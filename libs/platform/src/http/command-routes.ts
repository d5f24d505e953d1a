import { applyDecorators, Body, HttpCode, Param, Post, type Type } from '@nestjs/common';
import type { AggregateDefinition, CommandDefinition } from '../commands/service-definition.js';
import type { Commands } from '../commands/commands.js';
import { IssuesCommand } from '../identity/access.decorators.js';
import { RecordRoute } from './record-route.decorator.js';
import { Context, type RequestContext } from './request-context.js';

type Issuing = Readonly<{ commands: Commands }>;

/**
 * Gives a controller a route for each command that has one, as if it were written there: `POST` opens a record, and
 * `POST :id/actions/<verb>` acts on one. The body is checked against the class of the command.
 */
export const addCommandRoutes = (
  controller: Type<Issuing>,
  { commands }: Pick<AggregateDefinition, 'commands'>,
): void => {
  for (const command of commands) {
    if (!command.route) continue;
    const { name, body } = command;
    const opens = command.target === 'new';
    const method = command.route.verb.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
    if (method in controller.prototype) throw new TypeError(`Two routes are called ${method}`);
    const parameters = opens ? [Body(), Context()] : [Param('id'), Body(), Context()];
    const issue = opens
      ? function (this: Issuing, data: object, context: RequestContext) {
          return this.commands.issue(name, data, context);
        }
      : function (this: Issuing, id: string, data: object, context: RequestContext) {
          return this.commands.issue(name, data, context, id);
        };
    Object.defineProperty(issue, 'name', { value: method }); // the OpenAPI document goes by it
    Object.defineProperty(controller.prototype, method, { value: issue, configurable: true });
    Reflect.defineMetadata(
      'design:paramtypes',
      opens ? [body, Object] : [String, body, Object],
      controller.prototype as object,
      method,
    );
    for (const [index, decorate] of parameters.entries()) decorate(controller.prototype as object, method, index);
    routeOf(command)(
      controller.prototype as object,
      method,
      Object.getOwnPropertyDescriptor(controller.prototype, method)!,
    );
  }
};

const routeOf = ({ name, body, target, route }: CommandDefinition): MethodDecorator => {
  const { verb, summary, example } = route!;
  return target === 'new'
    ? applyDecorators(Post(), IssuesCommand(name), RecordRoute({ summary, answers: 'opened', body, example }))
    : applyDecorators(
        ...[Post(`:id/actions/${verb}`), HttpCode(200), IssuesCommand(name)],
        RecordRoute({ summary, answers: 'changed', body, example }),
      );
};
