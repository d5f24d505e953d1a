/** What a look at one part of an installation can find. The command line has a sentence for each. */
export type FindingCode =
  // The machine and its files
  | 'SUPPORTED'
  | 'TOO_OLD'
  | 'CLOSED_TO_OTHERS'
  | 'OPEN_TO_OTHERS'
  | 'NO_KEYS_YET'
  | 'ENOUGH_SPACE'
  | 'LITTLE_SPACE'
  | 'NOT_RUNNING'
  | 'RUNNING'
  | 'NOT_MADE_YET'
  | 'NO_LOG_YET'
  | 'WILL_BE_MADE_AGAIN'
  | 'LOST'
  | 'OF_ANOTHER_KIND'
  | 'SOUND'
  | 'MALFORMED'
  | 'CANNOT_BE_READ'
  // The keys
  | 'KEYS_OF_THIS_LOG'
  | 'KEYS_OF_ANOTHER_LOG'
  | 'KEYS_OF_BEFORE'
  | 'KEYS_NOT_PROVEN'
  | 'KEYS_ARE_GONE'
  | 'KEYS_CANNOT_BE_READ'
  // The log
  | 'WITHOUT_GAPS'
  | 'HAS_GAPS'
  | 'SEALED'
  | 'WAS_PUT_BACK'
  | 'BEHIND_THE_LOG'
  | 'NOT_BEHIND_THE_LOG'
  | 'SCHEMA_FITS'
  | 'SCHEMA_IS_NEWER'
  | 'ALL_HAVE_THEIR_PLACE'
  | 'COMMITS_WAIT_FOR_THEIR_PLACE'
  | 'ALL_PUBLISHED'
  | 'EVENTS_WAIT_FOR_THEIR_TOPIC'
  | 'NOTHING_PUBLISHED'
  | 'PUBLISHED_OF_ANOTHER_LOG'
  | 'NOBODY_LEADS'
  // Read models
  | 'UP_TO_DATE'
  | 'BEHIND'
  | 'STUCK'
  | 'HAS_PARKED_STREAMS'
  | 'OF_ANOTHER_LOG'
  // MongoDB
  | 'MONGODB_ANSWERS'
  | 'MONGODB_DOES_NOT_ANSWER'
  | 'ADDRESS_IS_LAX'
  | 'VERSION_NOT_TRIED'
  | 'NOT_ON_DISK'
  | 'REPLICA_SET_WHOLE'
  | 'NO_REPLICA_SET'
  | 'NO_PRIMARY'
  | 'MEMBERS_AWAY'
  | 'MAY_NOT_BE_ASKED'
  | 'MAJORITY_ON_DISK'
  | 'MAJORITY_IN_MEMORY'
  | 'INDEXES_THERE'
  | 'INDEX_MISSING'
  | 'INDEX_DIFFERENT'
  | 'INDEX_UNDECLARED'
  // Kafka
  | 'BROKERS_ANSWER'
  | 'BROKERS_DO_NOT_ANSWER'
  | 'BROKERS_NOT_GIVEN'
  | 'TOPICS_AS_DECLARED'
  | 'TOPIC_MISSING'
  | 'TOPIC_DIFFERENT'
  | 'REPLICAS_BEHIND'
  | 'PARTITIONS_WITHOUT_LEADER'
  | 'GROUPS_ADVANCE'
  | 'GROUP_DOES_NOT_ADVANCE'
  | 'GROUP_NOT_SETTLED'
  | 'NOBODY_READS'
  // Processes
  | 'ONE_VERSION'
  | 'SEVERAL_VERSIONS'
  | 'NO_PROCESS'
  | 'READY'
  | 'NOT_READY'
  | 'DOES_NOT_ANSWER'
  | 'CLOCKS_AGREE'
  | 'CLOCKS_DIFFER';

/** What a look at one part of an installation found. `damaged`: what is kept cannot be trusted. */
export type Finding = Readonly<{
  part: string;
  outcome: 'ok' | 'warning' | 'failed' | 'damaged';
  /** For scripts; `details` has what it is about. */
  code: FindingCode;
  details?: Readonly<Record<string, string | number>>;
}>;
