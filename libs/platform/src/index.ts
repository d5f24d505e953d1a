export {
  type RouteDocument,
  type SentOutcome,
  type SentProblem,
  type SentRehearsal,
  type ServiceDescription,
} from './behind-gateway/service-description.js';
export { CommandPath, type AskedBy, type CommandTargets, type NamedFields } from './commands/command-path.js';
export type { CommandOutcome, CommandRequest } from './commands/command-request.js';
export { Commands } from './commands/commands.js';
export { RECORD_IDENTIFIER } from './commands/record-id.js';
export { RehearseCommands, RunCommand, type RehearsedCommand } from './commands/run-command.js';
export {
  defineAggregate,
  type AggregateDefinition,
  type CommandDefinition,
  type Consultation,
  type ServiceDefinition,
} from './commands/service-definition.js';
export { Configuration, InvalidConfiguration, loadConfiguration } from './configuration/configuration.js';
export { VERSION } from './configuration/version.js';
export { DeadlineClock } from './deadlines/deadline-clock.js';
export { Accepted, Representation, Versioned } from './http/answer.interceptor.js';
export { csvOf, linkTo, type Column } from './http/csv.js';
export { recordRoutesOf } from './http/record-routes.controller.js';
export { BODY_LIMIT_BYTES, parseJsonText, useBodyParsers } from './http/body-parser.js';
export {
  BooleanField,
  EdtfField,
  fieldErrors,
  FreeObjectField,
  InstantField,
  NameField,
  NamesField,
  NumberField,
  ObjectField,
  ObjectsField,
  OneOfField,
  PatternField,
  SomeOfField,
  TextField,
  ValuesField,
  WholeNumberField,
} from './http/fields.js';
export type { FieldErrorCode } from './http/problem.texts.js';
export { Problem, type FieldError } from './http/problem.js';
export { preferredLanguage } from './http/sentence.js';
export type { ProblemText } from './http/problem.texts.js';
export { actionsAmong, KnownRoutes } from './http/known-routes.js';
export { routeDocumentOf } from './http/route-document.js';
export { actionProblem, ProblemFilter, type ProblemTexts } from './http/problem.filter.js';
export { RecordRoute } from './http/record-route.decorator.js';
export {
  badHeader,
  Context,
  ReadingContext,
  type Reply,
  type Request,
  type RequestContext,
  type Reading,
} from './http/request-context.js';
export {
  CommandBody,
  DeadlinesQuery,
  DifferenceQuery,
  DifferencesQuery,
  FuzzyDateBody,
  GeoRefBody,
  HistoryQuery,
  OpeningCommandBody,
  PageQuery,
  PastRecordsQuery,
  ProvenanceBody,
  QuantityBody,
  RecordQuery,
  RecordsQuery,
} from './http/shared-bodies.js';
export { AllowRoles, Public } from './identity/access.decorators.js';
export { callerOf } from './identity/access.guard.js';
export { bodyDigestOf, IDENTITY_HEADER, IdentitySigner } from './identity/signed-identity.js';
export { type Callers } from './identity/callers.js';
export { CLEARANCES, ROLES, type Caller, type Role } from './identity/roles.js';
export { issueToken, issueTokenFrom } from './identity/tokens.js';
export { DataFolderInUse } from './installation/data-folder-lock.js';
export { openInstallation, systemClock, type Installation } from './installation/installation.js';
export type { InstallationOptions } from './installation/profile.js';
export { makeLogger, NestLogger } from './observability/logger.js';
export type { Tracing } from '@opsledger/messaging';
export { Metrics } from './observability/metrics.js';
export { Policies } from './policies/policies.js';
export { definePolicy, newlyWanted, type Policy, type RecordsThen, type WantedCommand } from './policies/policy.js';
export {
  answers,
  Readiness,
  type Dependency,
  type ReadinessStatus,
  type ReadModelReadiness,
} from './observability/readiness.js';
export { CALLERS, type PlatformOptions, type SignInSettings } from './platform.module.js';
export { makeApplication } from './process/application.js';
export { runOrSay, runProcess, type Environment } from './process/run-process.js';
export { runService, type HostedService } from './process/run-service.js';
export { Cursors } from './read-models/cursor.js';
export { EventLog, type FeedEvent, type FeedPage, type FeedQuery } from './read-models/event-log.js';
export {
  coordinatesOf,
  isWithin,
  mayBeWithin,
  locatedIn,
  placeNamed,
  placeOf,
  type LocatedQuery,
} from './read-models/located-records.js';
export { ReadModels } from './read-models/read-models.js';
export { Records, type Page } from './read-models/records.js';
