import type { Finding } from '@opsledger/platform/installation';

type Sentence = Readonly<{ en: string; fr: string }>;

/** What was found, and what to do if something is to be done. Names in braces are members of the finding's details. */
const SENTENCES: Readonly<Record<Finding['code'], Sentence>> = {
  SUPPORTED: { en: 'Node {node} is supported', fr: 'Node {node} est pris en charge' },
  TOO_OLD: {
    en: 'Node {node} is too old: install {needed} or newer',
    fr: 'Node {node} est trop ancien : installez la version {needed} ou une plus récente',
  },
  CLOSED_TO_OTHERS: { en: 'no other account can read the files', fr: 'aucun autre compte ne peut lire les fichiers' },
  OPEN_TO_OTHERS: {
    en: 'every account of this machine can read or write {paths}: take that right away (chmod o=)',
    fr: 'tout compte de cette machine peut lire ou écrire {paths} : retirez ce droit (chmod o=)',
  },
  NO_KEYS_YET: {
    en: 'there are no keys in {dataFolder}: the first start makes them; if there was one, DATA_DIR names another folder',
    fr: "il n'y a pas de clés dans {dataFolder} : le premier démarrage les crée ; s'il a eu lieu, DATA_DIR désigne un autre dossier",
  },
  KEYS_OF_THIS_LOG: { en: 'those that the log was written with', fr: 'celles avec lesquelles le journal a été écrit' },
  KEYS_OF_ANOTHER_LOG: {
    en: '{dataFolder}/keys.json is not what this log was written with ({different}), and no start takes it: put its own back',
    fr: "{dataFolder}/keys.json n'est pas ce avec quoi ce journal a été écrit ({different}), aucun démarrage ne l'accepte : remettez le sien",
  },
  KEYS_OF_BEFORE: {
    en: '{dataFolder}/keys.json is what the log was written with until others were adopted, and no start takes it: put those back; if these are to be used again, see "opsledger keys adopt --lost"',
    fr: "{dataFolder}/keys.json est ce avec quoi le journal a été écrit avant l'adoption d'autres clés, aucun démarrage ne l'accepte : remettez ces dernières ; pour revenir à celles-ci, voyez « opsledger keys adopt --lost »",
  },
  KEYS_NOT_PROVEN: {
    en: 'nothing in the log tells whether {dataFolder}/keys.json is its own, and no start takes it: if it is, "opsledger keys adopt" with the same DATA_DIR and PROFILE says so',
    fr: "rien dans le journal ne dit si {dataFolder}/keys.json est le sien, aucun démarrage ne l'accepte : si oui, « opsledger keys adopt » avec les mêmes DATA_DIR et PROFILE l'affirme",
  },
  KEYS_ARE_GONE: {
    en: '{dataFolder}/keys.json is not there, and the log was written with one: put it back; if it is lost for good, see "opsledger keys adopt --lost"',
    fr: "{dataFolder}/keys.json est absent, alors que le journal a été écrit avec : remettez-le ; s'il est perdu, voyez « opsledger keys adopt --lost »",
  },
  KEYS_CANNOT_BE_READ: {
    en: 'not usable ({reason}): put keys.json back from a backup',
    fr: 'inutilisables ({reason}) : restaurez keys.json',
  },
  ENOUGH_SPACE: { en: '{freeMegabytes} MB are free', fr: '{freeMegabytes} Mo sont libres' },
  LITTLE_SPACE: {
    en: 'only {freeMegabytes} MB are free: make room, a full disk stops the record',
    fr: 'seulement {freeMegabytes} Mo libres : faites de la place, un disque plein arrête le registre',
  },
  NOT_RUNNING: { en: 'no process works on this folder', fr: 'aucun processus ne travaille sur ce dossier' },
  RUNNING: { en: 'in use by {holder}', fr: 'utilisé par {holder}' },
  NO_LOG_YET: {
    en: 'no log in files under {dataFolder} yet: the first start makes it. A system in containers has its log there: ask it by "docker compose exec operations node services/cli/bin/opsledger.js doctor"',
    fr: 'pas encore de journal en fichiers sous {dataFolder} : le premier démarrage le crée. Un système en conteneurs y a son journal : interrogez-le par « docker compose exec operations node services/cli/bin/opsledger.js doctor »',
  },
  NOT_MADE_YET: { en: 'not there yet: the first start makes it', fr: 'pas encore là : le premier démarrage le crée' },
  WILL_BE_MADE_AGAIN: {
    en: 'not there: the next start makes it from the log',
    fr: 'absent : le prochain démarrage le refait à partir du journal',
  },
  LOST: {
    en: 'gone, though this installation has been used: put it back from a backup before you start anything',
    fr: "disparu, alors que l'installation a servi : restaurez une sauvegarde avant tout démarrage",
  },
  OF_ANOTHER_KIND: {
    en: 'not a file of ours: move it away and put ours back from a backup',
    fr: "ce n'est pas un de nos fichiers : écartez-le et restaurez le nôtre",
  },
  SOUND: { en: 'whole', fr: 'intact' },
  MALFORMED: {
    en: 'damaged ({found}): stop the system, keep the file, put a backup in its place',
    fr: 'endommagé ({found}) : arrêtez le système, gardez le fichier, mettez une sauvegarde à sa place',
  },
  CANNOT_BE_READ: {
    en: 'cannot be read ({reason}): stop the system, keep the file, put a backup in its place',
    fr: 'illisible ({reason}) : arrêtez le système, gardez le fichier, mettez une sauvegarde à sa place',
  },
  WITHOUT_GAPS: { en: '{events} events, none missing', fr: '{events} événements, aucun ne manque' },
  HAS_GAPS: {
    en: 'events are missing: stop the system, keep what is there, and restore the last backup that has them',
    fr: 'des événements manquent : arrêtez le système, gardez ce qui est là et restaurez la dernière sauvegarde qui les contient',
  },
  SEALED: {
    en: 'sealed at {at}: the history goes on in {target}; start with PROFILE=distributed, or see docs/how-to/outgrow-one-machine.md',
    fr: "scellé le {at} : l'historique continue dans {target} ; démarrez avec PROFILE=distributed, ou voyez docs/how-to/outgrow-one-machine.md",
  },
  WAS_PUT_BACK: {
    en: 'put back from a backup at {at}: what was given out under the name {logId} beyond position {upTo} is void',
    fr: 'restauré le {at} : ce qui a été transmis sous le nom {logId} au-delà de la position {upTo} est nul',
  },
  BEHIND_THE_LOG: {
    en: 'this clock shows {now}, and the log has an event of {newest}: set the clock',
    fr: "cette horloge indique {now} et le journal contient un événement du {newest} : réglez l'horloge",
  },
  NOT_BEHIND_THE_LOG: {
    en: 'nothing in the log is of the future',
    fr: "rien dans le journal n'est daté du futur",
  },
  SCHEMA_FITS: { en: 'layout {schema}, as this version writes it', fr: 'format {schema}, celui de cette version' },
  SCHEMA_IS_NEWER: {
    en: 'layout {schema} was written by a newer version, this one knows {newest}: use that version',
    fr: "le format {schema} vient d'une version plus récente, celle-ci connaît {newest} : utilisez cette version-là",
  },
  ALL_HAVE_THEIR_PLACE: {
    en: '{count} accepted commits wait for their place, the oldest for {seconds} s',
    fr: '{count} écritures acceptées attendent leur place, la plus ancienne depuis {seconds} s',
  },
  COMMITS_WAIT_FOR_THEIR_PLACE: {
    en: '{count} accepted commits have no place in the log, the oldest for {seconds} s: no process that gives places works; start one, or look at its log',
    fr: "{count} écritures acceptées n'ont pas de place dans le journal, la plus ancienne depuis {seconds} s : aucun processus n'en donne ; démarrez-en un ou lisez son journal",
  },
  ALL_PUBLISHED: {
    en: 'published up to {published} of {head}',
    fr: "publié jusqu'à {published} sur {head}",
  },
  EVENTS_WAIT_FOR_THEIR_TOPIC: {
    en: 'published up to {published} of {head}, and the next event has waited for {seconds} s: start the process that publishes, or look at its log',
    fr: "publié jusqu'à {published} sur {head}, et l'événement suivant attend depuis {seconds} s : démarrez le processus qui publie ou lisez son journal",
  },
  NOTHING_PUBLISHED: {
    en: 'nothing was published yet of {head} events: the first start begins with it',
    fr: "rien n'a encore été publié de {head} événements : le premier démarrage commence",
  },
  PUBLISHED_OF_ANOTHER_LOG: {
    en: 'the topics belong to another log: make them anew ("opsledger topics create" after they were deleted), or give KAFKA_BROKERS of this log',
    fr: 'les sujets Kafka appartiennent à un autre journal : supprimez-les puis « opsledger topics create », ou donnez le KAFKA_BROKERS de ce journal',
  },
  NOBODY_LEADS: {
    en: 'no process does this work now: start the system, or wait five seconds after a process was killed',
    fr: "aucun processus ne fait ce travail : démarrez le système, ou attendez cinq secondes après la mort d'un processus",
  },
  UP_TO_DATE: { en: 'has all {head} events', fr: 'contient les {head} événements' },
  BEHIND: {
    en: 'at {position} of {head} events and not there within three seconds: is the process that feeds it running?',
    fr: "à {position} sur {head} événements, sans rattraper en trois secondes : le processus qui l'alimente tourne-t-il ?",
  },
  STUCK: {
    en: 'stands at {position} of {head} events: look at the log of the process, then at "opsledger parked list"',
    fr: 'arrêté à {position} sur {head} événements : lisez le journal du processus, puis « opsledger parked list »',
  },
  HAS_PARKED_STREAMS: {
    en: '{parked} streams are set aside: see "opsledger parked list {part}", then "parked redrive"',
    fr: '{parked} flux sont mis de côté : voyez « opsledger parked list {part} », puis « parked redrive »',
  },
  OF_ANOTHER_LOG: {
    en: 'made from another log: the next start makes it anew',
    fr: "fait à partir d'un autre journal : le prochain démarrage le refait",
  },
  MONGODB_ANSWERS: { en: 'MongoDB {version}, database {database}', fr: 'MongoDB {version}, base {database}' },
  MONGODB_DOES_NOT_ANSWER: {
    en: 'does not do what it is asked ({reason}): look at MONGODB_URI, the network and the server',
    fr: 'ne répond pas à ce qui est demandé ({reason}) : vérifiez MONGODB_URI, le réseau et le serveur',
  },
  ADDRESS_IS_LAX: {
    en: 'MONGODB_URI is not usable ({reason}): mend it',
    fr: "MONGODB_URI n'est pas utilisable ({reason}) : corrigez-le",
  },
  VERSION_NOT_TRIED: {
    en: 'MongoDB {version} is older than {oldest}, the oldest that was tried: upgrade it',
    fr: 'MongoDB {version} est plus ancien que {oldest}, le plus ancien essayé : mettez-le à jour',
  },
  NOT_ON_DISK: {
    en: 'the storage engine {engine} keeps nothing on disk: use wiredTiger',
    fr: 'le moteur de stockage {engine} ne garde rien sur disque : utilisez wiredTiger',
  },
  REPLICA_SET_WHOLE: {
    en: 'all {members} members of {set} are well',
    fr: 'les {members} membres de {set} vont bien',
  },
  NO_REPLICA_SET: {
    en: 'the server is no member of a replica set, so a majority means nothing: make it one (one member is enough)',
    fr: "le serveur n'est membre d'aucun jeu de réplicas, une majorité n'y signifie rien : faites-en un (un membre suffit)",
  },
  NO_PRIMARY: {
    en: 'none of the {members} members of {set} takes writes: bring a majority of them back',
    fr: "aucun des {members} membres de {set} n'accepte d'écriture : rétablissez-en une majorité",
  },
  MEMBERS_AWAY: {
    en: 'members of {set} are not well: {away}; bring them back before one more fails',
    fr: "des membres de {set} ne vont pas bien : {away} ; rétablissez-les avant qu'un autre ne tombe",
  },
  MAY_NOT_BE_ASKED: {
    en: 'the account of MONGODB_URI may not ask for {command}, so this was not looked at: the role clusterMonitor lets it',
    fr: "le compte de MONGODB_URI n'a pas droit à {command}, ceci n'a donc pas été examiné : le rôle clusterMonitor le permet",
  },
  MAJORITY_ON_DISK: {
    en: 'what was acknowledged is on the disks of a majority',
    fr: "ce qui a été confirmé est sur les disques d'une majorité",
  },
  MAJORITY_IN_MEMORY: {
    en: 'the replica set calls a write done that a majority has in memory: set writeConcernMajorityJournalDefault to true',
    fr: "le jeu de réplicas tient pour faite une écriture en mémoire d'une majorité : mettez writeConcernMajorityJournalDefault à true",
  },
  INDEXES_THERE: { en: 'all are there, as they are declared', fr: "tous là, tels qu'ils sont déclarés" },
  INDEX_MISSING: {
    en: '{collection} lacks its index {index}: start the system again, which makes it, or says what stands in its way',
    fr: "il manque à {collection} son index {index} : redémarrez le système, qui le crée ou dit ce qui l'empêche",
  },
  INDEX_DIFFERENT: {
    en: 'the index {index} of {collection} is not as it is declared: drop it and start the system again',
    fr: "l'index {index} de {collection} n'est pas tel que déclaré : supprimez-le et redémarrez le système",
  },
  INDEX_UNDECLARED: {
    en: '{collection} has an index {index} that is not ours: it costs with every write, and if it is unique it refuses some',
    fr: "{collection} a un index {index} qui n'est pas de nous : il coûte à chaque écriture et, s'il est unique, en refuse",
  },
  BROKERS_ANSWER: { en: '{brokers} brokers', fr: '{brokers} courtiers Kafka' },
  BROKERS_DO_NOT_ANSWER: {
    en: 'the brokers do not do what they are asked ({reason}): look at KAFKA_BROKERS, the network and the brokers',
    fr: 'les courtiers Kafka ne répondent pas à ce qui est demandé ({reason}) : vérifiez KAFKA_BROKERS, le réseau et les courtiers',
  },
  BROKERS_NOT_GIVEN: {
    en: 'the settings of Kafka are not usable ({reason}): mend them',
    fr: 'les réglages de Kafka ne sont pas utilisables ({reason}) : corrigez-les',
  },
  TOPICS_AS_DECLARED: { en: 'all {topics} are as they are declared', fr: 'les {topics} sont tels que déclarés' },
  TOPIC_MISSING: {
    en: '{topic} is missing: run "opsledger topics create"; the relay fills it from the log',
    fr: '{topic} manque : lancez « opsledger topics create » ; le relais le remplit à partir du journal',
  },
  TOPIC_DIFFERENT: {
    en: '{topic} has {what} {is}, declared is {declared}: alter the topic, or delete it and run "opsledger topics create"; the relay fills it from the log',
    fr: '{topic} a {what} {is}, {declared} est déclaré : modifiez le sujet, ou supprimez-le et lancez « opsledger topics create » ; le relais le remplit à partir du journal',
  },
  REPLICAS_BEHIND: {
    en: '{partitions} partitions of {topic} have a replica that is behind or away: look at the brokers',
    fr: '{partitions} partitions de {topic} ont une réplique en retard ou absente : examinez les courtiers',
  },
  PARTITIONS_WITHOUT_LEADER: {
    en: '{partitions} partitions of {topic} have no leader, so nothing is published there: bring the brokers back',
    fr: "{partitions} partitions de {topic} n'ont pas de chef, rien n'y est publié : rétablissez les courtiers",
  },
  GROUPS_ADVANCE: {
    en: '{groups} groups read and lack {lag} records; {left} are left of processes that ended',
    fr: '{groups} groupes lisent, il leur manque {lag} enregistrements ; {left} restent de processus terminés',
  },
  GROUP_DOES_NOT_ADVANCE: {
    en: '{group} lacks {lag} records and took none in two seconds: look at the log of its process',
    fr: "il manque {lag} enregistrements à {group}, qui n'en a pris aucun en deux secondes : lisez le journal de son processus",
  },
  GROUP_NOT_SETTLED: {
    en: '{group} is {state}: if it still is in a minute, look at the log of its process',
    fr: "{group} est {state} : si c'est encore le cas dans une minute, lisez le journal de son processus",
  },
  NOBODY_READS: {
    en: 'no process reads the topics: start the system',
    fr: 'aucun processus ne lit les sujets : démarrez le système',
  },
  ONE_VERSION: { en: '{count}, of one version: {processes}', fr: "{count}, d'une seule version : {processes}" },
  SEVERAL_VERSIONS: {
    en: '{count} of several versions: {processes}; finish the update, or end the one that was forgotten',
    fr: '{count} de plusieurs versions : {processes} ; terminez la mise à jour ou arrêtez celui qui a été oublié',
  },
  NO_PROCESS: {
    en: 'none is connected to this database: start the system',
    fr: "aucun n'est connecté à cette base : démarrez le système",
  },
  READY: { en: 'ready at {url}', fr: 'prêt à {url}' },
  NOT_READY: {
    en: 'not ready at {url}: {url}/readyz says what is behind',
    fr: 'pas prêt à {url} : {url}/readyz dit ce qui est en retard',
  },
  DOES_NOT_ANSWER: {
    en: 'nothing answers at {url}: start the system, or set OPSLEDGER_URL',
    fr: 'rien ne répond à {url} : démarrez le système ou réglez OPSLEDGER_URL',
  },
  CLOCKS_AGREE: { en: 'agrees with this machine', fr: "s'accorde avec cette machine" },
  CLOCKS_DIFFER: {
    en: 'is {milliseconds} ms ahead of this machine: set both by the same source of time',
    fr: "a {milliseconds} ms d'avance sur cette machine : réglez les deux sur la même source de temps",
  },
};

/** What a finding says, in one sentence. */
export const sentenceOf = ({ code, part, details = {} }: Finding, language: keyof Sentence): string =>
  SENTENCES[code][language].replace(/\{(\w+)\}/g, (_, name: string) =>
    String((name === 'part' ? part : details[name]) ?? '?'),
  );

export const findingCodes = Object.keys(SENTENCES) as readonly Finding['code'][];
