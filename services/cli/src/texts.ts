/** Everything that the command line says, in the two languages of the mission. Codes, options and members of records stay as they are. */
const TEXTS = {
  PROGRAM: {
    en: 'The operations record of a peacekeeping mission',
    fr: "Le registre des opérations d'une mission de maintien de la paix",
  },
  PROGRAM_TALKS_TO: {
    en: 'Talks to OPSLEDGER_URL (this machine, PORT) with OPSLEDGER_TOKEN or the key under DATA_DIR.',
    fr: "S'adresse à OPSLEDGER_URL (cette machine, PORT) avec OPSLEDGER_TOKEN ou la clé sous DATA_DIR.",
  },
  UP: { en: 'run the whole system in this process', fr: 'exécuter tout le système dans ce processus' },
  UP_PORT: { en: 'where to serve the API', fr: "port de l'API" },
  TOKEN: { en: 'print a bearer token as the last line', fr: 'afficher un jeton en dernière ligne' },
  TOKEN_ROLE: { en: 'what its bearer may do', fr: 'ce que son porteur peut faire' },
  TOKEN_SUBJECT: { en: 'who bears it', fr: 'qui le porte' },
  TOKEN_EXPIRES: { en: 'how long it is good, e.g. 15m, 12h, 30d', fr: 'durée de validité, p. ex. 15m, 12h, 30d' },
  OUTPUT: { en: 'how to print', fr: "format d'affichage" },
  DOCTOR: {
    en: 'look at what this installation keeps and at the running system; changes nothing',
    fr: "examiner ce que l'installation garde et le système en marche, sans rien changer",
  },
  IMPORT: {
    en: 'bring in rows (NDJSON) from an older register',
    fr: "verser des lignes (NDJSON) d'un ancien registre",
  },
  IMPORT_FILE: { en: 'the file, or - for standard input', fr: "le fichier, ou - pour l'entrée standard" },
  IMPORT_DRY_RUN: { en: 'only tell what would happen', fr: 'dire seulement ce qui se passerait' },
  EVENTS: { en: 'the log', fr: 'le journal' },
  EVENTS_LIST: { en: 'print events in the order of the log', fr: "afficher les événements dans l'ordre du journal" },
  EVENTS_TAIL: {
    en: 'print events as they are recorded',
    fr: "afficher les événements à mesure qu'ils sont enregistrés",
  },
  EVENTS_SHOW: {
    en: 'print one event, by position or as subject@version',
    fr: 'afficher un événement, par position ou sous la forme sujet@version',
  },
  EVENTS_AFTER: { en: 'position after which to begin', fr: 'position après laquelle commencer' },
  EVENTS_LIMIT: { en: 'how many at most, 1 to 1000', fr: 'combien au plus, de 1 à 1000' },
  EVENTS_TYPE: {
    en: 'types, separated by commas; .* at the end takes all that begin so',
    fr: 'types séparés par des virgules ; .* à la fin prend tous ceux qui commencent ainsi',
  },
  EVENTS_SUBJECT: { en: 'one stream', fr: 'un seul flux' },
  MIGRATE: {
    en: 'move the history under DATA_DIR into the database of MONGODB_URI, and compare',
    fr: "déplacer l'historique sous DATA_DIR dans la base de MONGODB_URI, et comparer",
  },
  MIGRATE_ABANDON: {
    en: 'open the old log again, as long as nothing was written to the new one',
    fr: "rouvrir l'ancien journal, tant que rien n'a été écrit dans le nouveau",
  },
  MIGRATE_TARGET_IS_GONE: {
    en: 'with --abandon: the new database is gone for good and nobody will ever start it, so it need not be asked',
    fr: 'avec --abandon : la nouvelle base est définitivement perdue et personne ne la démarrera jamais ; elle ne sera pas interrogée',
  },
  MIGRATE_GONE_ALONE: {
    en: '--target-is-gone goes with --abandon.',
    fr: "--target-is-gone s'emploie avec --abandon.",
  },
  MIGRATE_WHERE: {
    en: 'MONGODB_URI is needed: the database that takes the history.',
    fr: "MONGODB_URI est nécessaire : la base qui reçoit l'historique.",
  },
  MIGRATE_COMMITS: {
    en: 'moving events',
    fr: 'déplacement des événements',
  },
  MIGRATE_REFUSALS: {
    en: 'moving refusals',
    fr: 'déplacement des refus',
  },
  MIGRATE_READ_MODELS: {
    en: 'making the read models',
    fr: 'construction des modèles de lecture',
  },
  MIGRATE_VERIFY: {
    en: 'comparing the logs',
    fr: 'comparaison des journaux',
  },
  MIGRATE_COMPARED_LOG: {
    en: '{events} events of {streams} streams in {commits} commits ({characters} characters), {keys} keys, {claims} claims in force, {refusals} refusals, {numbers} series of numbers, {consumers} policies',
    fr: '{events} événements de {streams} flux en {commits} écritures ({characters} caractères), {keys} clés, {claims} réservations en vigueur, {refusals} refus, {numbers} séries de numéros, {consumers} politiques',
  },
  MIGRATE_COMPARED_ACTORS: {
    en: '{entries} entries',
    fr: '{entries} entrées',
  },
  MIGRATE_COMPARED_VIEWS: {
    en: '{documents} documents in {versions} versions; streams set aside: {parked}, handled now: {handled}',
    fr: '{documents} documents en {versions} versions ; flux mis de côté : {parked}, traités désormais : {handled}',
  },
  MIGRATED: {
    en: 'All is in {target}, up to position {head}; the next event has {next}. Start with PROFILE=distributed. The old log is sealed.',
    fr: "Tout est dans {target}, jusqu'à la position {head} ; le prochain événement aura {next}. Démarrez avec PROFILE=distributed. L'ancien journal est scellé.",
  },
  MIGRATE_WAS_COMPLETE: {
    en: 'All was moved before. Start with PROFILE=distributed.',
    fr: 'Tout a déjà été déplacé. Démarrez avec PROFILE=distributed.',
  },
  MIGRATE_DIFFERS: {
    en: 'What was moved is not what was there:\n{examples}\nThe new log is not opened; "opsledger migrate --abandon" opens the old one again.',
    fr: "Ce qui a été déplacé n'est pas ce qui s'y trouvait :\n{examples}\nLe nouveau journal reste fermé ; \"opsledger migrate --abandon\" rouvre l'ancien.",
  },
  MIGRATE_ABANDONED: {
    en: 'The log in {dataFolder} is open again. The database of MONGODB_URI can be dropped; it takes nothing any more.',
    fr: "Le journal de {dataFolder} est rouvert. La base de MONGODB_URI peut être supprimée ; elle n'accepte plus rien.",
  },
  MIGRATE_ABANDONED_ALONE: {
    en: 'The log in {dataFolder} is open again. Nothing was given up in the database of MONGODB_URI: should what was moved turn up, never start it.',
    fr: "Le journal de {dataFolder} est rouvert. Rien n'a été abandonné dans la base de MONGODB_URI : si ce qui a été déplacé réapparaît, ne le démarrez jamais.",
  },
  MIGRATE_ANOTHER_LOG: {
    en: 'The database of MONGODB_URI has another log ({logId}). Nothing was moved; use an empty one.',
    fr: "La base de MONGODB_URI contient un autre journal ({logId}). Rien n'a été déplacé ; utilisez une base vide.",
  },
  MIGRATE_ANOTHER_MOVE: {
    en: 'The database of MONGODB_URI has what was moved from another copy of this log. Nothing was moved; use an empty one.',
    fr: "La base de MONGODB_URI contient ce qui vient d'une autre copie de ce journal. Rien n'a été déplacé ; utilisez une base vide.",
  },
  MIGRATE_GIVEN_UP: {
    en: 'A move into the database of MONGODB_URI was given up. Nothing was moved; drop it, or use another one.',
    fr: "Un déplacement vers la base de MONGODB_URI a été abandonné. Rien n'a été déplacé ; supprimez-la ou utilisez-en une autre.",
  },
  MIGRATE_NOT_EMPTY: {
    en: 'The database of MONGODB_URI is not empty ({collection}). Nothing was moved.',
    fr: "La base de MONGODB_URI n'est pas vide ({collection}). Rien n'a été déplacé.",
  },
  MIGRATE_NOTHING_TO_MOVE: {
    en: 'There is no log in {dataFolder}.',
    fr: "Il n'y a pas de journal dans {dataFolder}.",
  },
  MIGRATE_KEYS_ARE_GONE: {
    en: '{dataFolder}/keys.json is gone: without it no request that was answered would be known again. Put it back.',
    fr: '{dataFolder}/keys.json a disparu : sans lui, aucune requête déjà traitée ne serait reconnue. Remettez-le en place.',
  },
  MIGRATE_HANDED_OVER: {
    en: 'The history was moved to {target}, and that is not the database of MONGODB_URI.',
    fr: "L'historique a été déplacé vers {target}, qui n'est pas la base de MONGODB_URI.",
  },
  MIGRATE_NOTHING_TO_GIVE_UP: {
    en: 'This log is not sealed: it can be started.',
    fr: "Ce journal n'est pas scellé : il peut être démarré.",
  },
  MIGRATE_TARGET_NOT_FOUND: {
    en: 'The log stays sealed: {target}, to which it was being moved, cannot be asked at MONGODB_URI, and may have gone on. If it is gone for good and nobody will ever start it, add --target-is-gone.',
    fr: 'Le journal reste scellé : {target}, vers où il était déplacé, ne peut être interrogé à MONGODB_URI et a peut-être continué. Si cette base est définitivement perdue et que personne ne la démarrera jamais, ajoutez --target-is-gone.',
  },
  MIGRATE_HAS_GONE_ON: {
    en: '{target} has taken commands of its own: to go back would lose them.',
    fr: '{target} a déjà accepté des commandes : revenir en arrière les perdrait.',
  },
  TOPICS: { en: 'the topics of the distributed profile', fr: 'les sujets Kafka du profil distribué' },
  TOPICS_CREATE: { en: 'make those that are missing', fr: 'créer ceux qui manquent' },
  TOPICS_MADE: { en: 'made: {topics}', fr: 'créés : {topics}' },
  TOPICS_NONE_MISSING: { en: 'all are there', fr: 'aucun ne manque' },
  WAIT: { en: 'how long to wait for them to start', fr: 'combien de temps attendre leur démarrage' },
  REPLICA_SET: { en: 'the MongoDB server of the distributed profile', fr: 'le serveur MongoDB du profil distribué' },
  REPLICA_SET_CREATE: {
    en: 'make the server of MONGODB_URI a replica set of one, unless it is in one',
    fr: "faire du serveur de MONGODB_URI un jeu de réplicas à lui seul, s'il n'en fait pas partie",
  },
  REPLICA_SET_MADE: { en: 'made; it takes writes', fr: 'créé ; il accepte les écritures' },
  REPLICA_SET_IS_THERE: { en: 'it is there and takes writes', fr: 'il existe et accepte les écritures' },
  WAS_PUT_BACK_BEFORE: {
    en: 'It was put back at {at} already, and has nothing that was recorded under {logId}. If that was this same time, once was enough and nothing is wrong; if its backup was put back once more, both are needed.',
    fr: "Il avait déjà été restauré le {at} et n'a rien qui ait été enregistré sous {logId}. S'il s'agit de la même restauration, une fois suffisait et rien n'est perdu ; si la sauvegarde a été restaurée de nouveau, les deux sont nécessaires.",
  },
  PUT_BACK: {
    en: 'give a log that was put back from a backup another name, before anything is started on it',
    fr: 'donner un autre nom à un journal restauré, avant tout démarrage',
  },
  WAS_PUT_BACK: {
    en: 'The log has the name {logId} now. What was given out under {earlier} is good up to position {upTo}; whoever has read beyond and says under which name is told so, the others have to be told.',
    fr: "Le journal porte maintenant le nom {logId}. Ce qui a été transmis sous {earlier} vaut jusqu'à la position {upTo} ; qui a lu au-delà et dit sous quel nom en est averti, les autres sont à prévenir.",
  },
  KEYS: { en: 'the keys of this installation', fr: "les clés de l'installation" },
  KEYS_CREATE: {
    en: 'make them under DATA_DIR unless they are there, and say who may read them',
    fr: "les créer sous DATA_DIR si elles n'y sont pas, et fixer qui peut les lire",
  },
  KEYS_ADOPT: {
    en: 'say that those under DATA_DIR are what the log was written with, where nothing in it tells',
    fr: 'affirmer que celles sous DATA_DIR ont servi à écrire le journal, quand rien en lui ne le dit',
  },
  KEYS_LOST: {
    en: 'its own are lost for good: these take their place, tokens of those end, and no request that was answered with them is known again. If they are found, the same takes them up again',
    fr: "les siennes sont perdues : celles-ci les remplacent, leurs jetons prennent fin et aucune requête traitée avec elles n'est plus reconnue. Si on les retrouve, la même commande les reprend",
  },
  KEYS_ARE_ADOPTED: {
    en: 'The log {log} goes on with the keys under {dataFolder}.',
    fr: 'Le journal {log} continue avec les clés sous {dataFolder}.',
  },
  KEYS_FOLLOW_LOST_ONES: {
    en: 'The log {log} goes on with the keys under {dataFolder}, in the place of those that are lost. Tokens of those have ended, and requests that were answered with them are not known again. If they are found, stop the system, put them there and say "keys adopt --lost" once more; keep these, too.',
    fr: 'Le journal {log} continue avec les clés sous {dataFolder}, à la place de celles qui sont perdues. Leurs jetons ont pris fin et les requêtes traitées avec elles ne sont plus reconnues. Si on les retrouve, arrêtez le système, remettez-les et relancez « keys adopt --lost » ; gardez aussi celles-ci.',
  },
  KEYS_ARE_ADOPTED_AGAIN: {
    en: 'The log {log} goes on with the keys under {dataFolder}, which it had before. Requests that were answered with them are known again; tokens of the keys in between have ended, and what was answered with those is not.',
    fr: 'Le journal {log} continue avec les clés sous {dataFolder}, qu’il avait auparavant. Les requêtes traitées avec elles sont de nouveau reconnues ; les jetons des clés utilisées entre-temps ont pris fin et ce qui fut traité avec celles-là ne l’est plus.',
  },
  KEYS_OWNER: { en: 'they belong to whom this file belongs', fr: 'elles appartiennent à qui appartient ce fichier' },
  KEYS_GROUP: { en: 'the group that may read them, a number', fr: 'le groupe qui peut les lire, un numéro' },
  KEYS_BELONG_TO: {
    en: 'The keys under {dataFolder} belong to account {uid}; group {group} may read them.',
    fr: 'Les clés sous {dataFolder} appartiennent au compte {uid} ; le groupe {group} peut les lire.',
  },
  PROJECTIONS: { en: 'the read models', fr: 'les modèles de lecture' },
  PROJECTIONS_LIST: { en: 'how far they are', fr: 'où ils en sont' },
  PROJECTIONS_REBUILD: { en: 'make one anew beside itself', fr: 'en reconstruire un à côté de lui-même' },
  PROJECTIONS_STOP: { en: 'keep the old one if they differ', fr: "garder l'ancien s'ils diffèrent" },
  PROJECTIONS_WAIT: { en: 'wait until it is done', fr: 'attendre la fin' },
  PARKED: { en: 'streams that a consumer has set aside', fr: "flux qu'un consommateur a mis de côté" },
  PARKED_LIST: { en: 'print them', fr: 'les afficher' },
  PARKED_REDRIVE: { en: 'try one again', fr: 'en réessayer un' },
  BASES: { en: 'temporary operating bases', fr: 'les bases opérationnelles temporaires' },
  ACTIVITIES: {
    en: 'activities: patrols, escorts and missions',
    fr: 'les activités : patrouilles, escortes et missions',
  },
  STANDBYS: { en: 'standbys', fr: 'les alertes' },
  SITUATION_REPORTS: { en: 'who has to report every day', fr: 'qui doit rendre compte chaque jour' },
  PRIORITY_AREAS: {
    en: 'areas of priority for the protection of civilians',
    fr: 'les zones prioritaires pour la protection des civils',
  },
  RECORD_NEW: {
    en: 'open one, with its data as --json or --set',
    fr: 'en ouvrir une, avec ses données dans --json ou --set',
  },
  OP: { en: 'operations', fr: 'les opérations' },
  OP_LIST: { en: 'print them', fr: 'les afficher' },
  OP_SHOW: { en: 'print one, as it is or as it was', fr: "en afficher une, telle qu'elle est ou était" },
  OP_BOARD: { en: 'print them by state and sector', fr: 'les afficher par état et par secteur' },
  CALENDAR: {
    en: 'print when they were, are reported and are planned',
    fr: 'afficher quand elles ont eu lieu, sont rapportées et prévues',
  },
  WITHOUT_DATES: { en: '{count} fit without a known date: {records}', fr: '{count} sans date connue : {records}' },
  NOT_ALL: {
    en: 'There are more than one answer takes: ask for less.',
    fr: "Il y en a plus qu'une réponse n'en prend : précisez la demande.",
  },
  OP_DIFF: {
    en: 'print what differs between two versions or two knowledge times',
    fr: 'afficher ce qui diffère entre deux versions ou deux moments de connaissance',
  },
  OP_NEW: { en: 'propose one', fr: 'en proposer une' },
  OP_ACT: {
    en: 'take an action on one, such as approve or launch',
    fr: 'y agir, par exemple approve ou launch',
  },
  OP_ID: { en: 'its id or reference', fr: 'son identifiant ou sa référence' },
  OP_ACTION: {
    en: 'what is done; `show` names what is possible next',
    fr: 'ce qui est fait ; `show` dit ce qui est possible',
  },
  OP_NAME: { en: 'its name', fr: 'son nom' },
  OP_STATE: {
    en: 'only in these states, separated by commas',
    fr: 'seulement dans ces états, séparés par des virgules',
  },
  OP_TYPE: { en: 'only of these kinds', fr: 'seulement de ces types' },
  OP_SECTOR: { en: 'only of this sector', fr: 'seulement de ce secteur' },
  OP_PLACE: { en: 'only in this place or what lies in it', fr: "seulement dans ce lieu ou ce qu'il contient" },
  OP_NEAR: { en: 'only near lat,lon or an MGRS reference', fr: "seulement près de lat,lon ou d'une référence MGRS" },
  OP_RADIUS: { en: 'how near, in metres', fr: 'à quelle distance, en mètres' },
  OP_BBOX: { en: 'only in this box: west,south,east,north', fr: 'seulement dans ce cadre : ouest,sud,est,nord' },
  OP_Q: { en: 'only with a name of which a word begins so', fr: 'seulement avec un nom dont un mot commence ainsi' },
  OP_DURING: {
    en: 'only what may have been going on then (EDTF)',
    fr: 'seulement ce qui pouvait être en cours alors (EDTF)',
  },
  POSITION: { en: 'as the log was at this position', fr: "tel qu'était le journal à cette position" },
  PATROL_KIND: { en: 'only patrols of this kind', fr: 'seulement les patrouilles de ce type' },
  TIME_OF_DAY: { en: 'only by day, night or unknown', fr: 'seulement de jour (day), de nuit (night) ou unknown' },
  OF_OPERATION: { en: 'only of this operation, by id or reference', fr: 'seulement de cette opération' },
  OF_UNIT: { en: 'only of this unit, by id', fr: 'seulement de cette unité, par identifiant' },
  NOT_DONE: {
    en: 'only what was not done; false: only the rest',
    fr: "seulement ce qui n'a pas été fait ; false : le reste",
  },
  FOR_REASONS: { en: 'only not done for these reasons', fr: 'seulement non fait pour ces raisons' },
  ACCESS_BY: {
    en: 'only where access was refused by these means',
    fr: "seulement où l'accès par ces moyens fut refusé",
  },
  QUARANTINED: {
    en: 'only what is held for a check; false: only the rest',
    fr: 'seulement ce qui attend une vérification ; false : le reste',
  },
  OP_SORT: { en: 'in this order; - from the last', fr: 'dans cet ordre ; - à partir du dernier' },
  OP_KIND: { en: 'kind of operation', fr: "type d'opération" },
  OP_PURPOSE: { en: 'what it is for', fr: 'son but' },
  OP_EXERCISE: { en: 'it is an exercise', fr: "c'est un exercice" },
  EXERCISE: { en: 'include exercises, or only these', fr: 'inclure les exercices, ou seulement eux' },
  AS_OF: { en: 'as it was known at this instant', fr: "tel qu'on le savait à cet instant" },
  VALID_AT: { en: 'what had happened by this instant', fr: "ce qui s'était passé à cet instant" },
  VERSION: { en: 'as it was after its n-th event', fr: 'après son n-ième événement' },
  HISTORY: { en: 'the events that made it', fr: "les événements qui l'ont faite" },
  FROM: { en: 'one version', fr: 'une version' },
  TO: { en: 'the other version', fr: "l'autre version" },
  FROM_AS_OF: { en: 'as known at this instant', fr: 'tel que connu à cet instant' },
  TO_AS_OF: { en: 'and at this one', fr: 'et à celui-ci' },
  JSON_DATA: {
    en: 'its data as JSON: text, a file, or - for standard input',
    fr: "ses données en JSON : texte, fichier, ou - pour l'entrée standard",
  },
  SET: { en: 'one member of the data, as name=value', fr: 'un champ des données, sous la forme nom=valeur' },
  KEY: { en: 'idempotency key, to send the same again', fr: "clé d'idempotence, pour renvoyer la même chose" },
  IF_MATCH: { en: 'only if this is its version', fr: "seulement si c'est sa version" },
  LIMIT: { en: 'how many at most, 1 to 500', fr: 'combien au plus, de 1 à 500' },
  EXPORT: { en: 'write all that fit', fr: 'écrire tout ce qui est retenu' },
  EXPORT_OPERATIONS: { en: 'write all operations that fit', fr: 'écrire toutes les opérations retenues' },
  TASKS: { en: 'print the tasks of one', fr: "afficher les tâches de l'une d'elles" },
  LATE: {
    en: 'print whose report of a day came in time, came late, is missing or still due',
    fr: "afficher de qui le rapport d'un jour est arrivé à temps, en retard, manque ou est attendu",
  },
  OF_DAY: { en: 'of this day; the one before today unless it is said', fr: 'de ce jour ; la veille par défaut' },
  LATE_OF_DAY: { en: 'Of {day}, due {dueAt}.', fr: 'Du {day}, attendus le {dueAt}.' },
  BY_PLACE: {
    en: 'print which there are in each of some places, and how many were added since',
    fr: 'afficher celles de chacun de certains lieux, et combien ont été ajoutées depuis',
  },
  PLACES_NAMED: {
    en: 'names or ids of places, separated by commas',
    fr: 'noms ou identifiants de lieux, séparés par des virgules',
  },
  PLACE_LEVEL: {
    en: 'level that names stand for; cercles unless it is said',
    fr: 'niveau que désignent les noms ; les cercles par défaut',
  },
  ADDED_SINCE: { en: 'count those added since this instant', fr: 'compter celles ajoutées depuis cet instant' },
  BASES_THERE: { en: '{place}: {count}.', fr: '{place} : {count}.' },
  BASES_ADDED: {
    en: '  Since {since}: {yes} added, {no} there before, {unknown} of unknown time.',
    fr: '  Depuis {since} : {yes} ajoutées, {no} déjà là, {unknown} de date inconnue.',
  },
  BASES_UNPLACED: {
    en: '{count} may lie in one of them and are in no number (?): their place is called like several, or is in no gazetteer.',
    fr: "{count} s'y trouvent peut-être et ne sont dans aucun nombre (?) : le nom de leur lieu en désigne plusieurs, ou n'est dans aucun répertoire.",
  },
  PLACES: { en: 'places that records refer to', fr: 'lieux auxquels les dossiers renvoient' },
  PLACES_LIST: {
    en: 'find them by any spelling, by code, by level',
    fr: 'les trouver par graphie, par code, par niveau',
  },
  CODE_SCHEME: { en: 'only with a code in this scheme', fr: 'seulement avec un code de ce système' },
  PLACE_CODE: { en: 'the code in that scheme', fr: 'le code dans ce système' },
  OF_ADMIN_LEVEL: {
    en: 'only of this level: 0 country to 4 village, linear, area or point',
    fr: 'seulement de ce niveau : 0 pays à 4 village, linear, area ou point',
  },
  IN_PLACE: { en: 'only directly in this place, by id', fr: 'seulement directement dans ce lieu, par identifiant' },
  NO_PLACE_IS_CALLED_SO: { en: 'No place is called so.', fr: 'Aucun lieu ne porte ce nom.' },
  PLACES_LOOK_ALIKE: {
    en: 'No place is called so; these look like it.',
    fr: 'Aucun lieu ne porte ce nom ; ceux-ci lui ressemblent.',
  },
  PLACES_HAVE_MORE: {
    en: '{shown} shown, and there are more: --limit.',
    fr: '{shown} affichés, il y en a plus : --limit.',
  },
  EXPORT_FORMAT: { en: 'in this form', fr: 'sous cette forme' },
  EXPORT_OUT: {
    en: 'to this file, which is there whole or not at all',
    fr: 'dans ce fichier, qui est complet ou absent',
  },
  EVENTS_DIFF: { en: 'print what differs between two events', fr: 'afficher ce qui diffère entre deux événements' },
  NOT_AN_ASSIGNMENT: { en: '{given} is not name=value', fr: "{given} n'est pas de la forme nom=valeur" },
  NOT_A_JSON_OBJECT: { en: 'The data are no JSON object.', fr: 'Les données ne sont pas un objet JSON.' },
  LIST_HAS_MORE: {
    en: '{shown} shown, and there are more: --limit, or export.',
    fr: '{shown} affichées, il y en a plus : --limit, ou export.',
  },
  AS_KNOWN: {
    en: 'As known at {asOf}; complete up to {completeTo}, log position {position}.',
    fr: "Tel que connu à {asOf} ; complet jusqu'à {completeTo}, position {position} du journal.",
  },
  UNDECIDED: {
    en: 'For {count} of them dates are too vague to say; they were taken as happened.',
    fr: 'Pour {count} les dates sont trop vagues ; elles ont été prises comme passées.',
  },
  EXPLAINED_BY: {
    en: 'Version {streamversion}, known {knownat}: {type}',
    fr: 'Version {streamversion}, connue le {knownat} : {type}',
  },
  OPERATION_IS: {
    en: '{reference} {name} is {state} (version {version}). Next: {next}',
    fr: '{reference} {name} : état {state} (version {version}). Ensuite : {next}',
  },
  SEND_AGAIN_WITH: {
    en: 'It may have had its effect. To send it again safely: --key {key}',
    fr: 'Il se peut que ce soit fait. Pour renvoyer sans risque : --key {key}',
  },
  FIGURES: {
    en: 'figures with their rule, their gaps and their records',
    fr: 'chiffres, avec règle, lacunes et dossiers',
  },
  FIGURES_LIST: {
    en: 'print what figures there are; with --from and --to, all of them',
    fr: 'afficher les chiffres qui existent ; avec --from et --to, tous',
  },
  FIGURES_SHOW: {
    en: 'print one figure, what it leaves out and what is unknown',
    fr: 'afficher un chiffre, ce qu’il omet et ce qui est inconnu',
  },
  FIGURES_FROM: { en: 'first day, e.g. 2022-01-01', fr: 'premier jour, p. ex. 2022-01-01' },
  FIGURES_TO: { en: 'last day, included', fr: 'dernier jour, compris' },
  FIGURES_EVERY: { en: 'for each week or month of it', fr: 'pour chaque semaine ou mois' },
  FIGURES_EXERCISE: {
    en: 'of exercises, which are never counted with the real',
    fr: 'des exercices, jamais comptés avec le réel',
  },
  FIGURE_OF_CLEARANCE: {
    en: 'Made of the records that the clearance {clearance} may see.',
    fr: "Établi à partir des dossiers visibles avec l'habilitation {clearance}.",
  },
  FIGURE_VALUE: { en: 'value', fr: 'valeur' },
  FIGURE_EXCLUDED: { en: 'left out', fr: 'omis' },
  FIGURE_UNKNOWN: { en: 'unknown', fr: 'inconnu' },
  FIGURE_STATED: { en: 'a source counts', fr: 'une source compte' },
  FIGURE_ASSESSED: { en: 'a source assesses', fr: 'une source apprécie' },
  NOT_STATED: { en: 'not stated', fr: 'non précisé' },
  UNIT_share: { en: 'of 1', fr: 'sur 1' },
  UNIT_days: { en: '(days)', fr: '(jours)' },
  UNIT_hours: { en: '(hours)', fr: '(heures)' },
  UNIT_ratio: { en: 'to 1', fr: 'contre 1' },
  UNIT_factor: { en: 'times', fr: 'fois' },
  EXPORTED: { en: '{count} records exported as {format}.', fr: '{count} dossiers exportés en {format}.' },
  DEMO: { en: 'the worked case', fr: "le cas d'étude" },
  DEMO_LOAD: {
    en: "import the letters' operations; a second time changes nothing",
    fr: 'importer les opérations des lettres ; une seconde fois ne change rien',
  },
  NOT_A_WHOLE_NUMBER: {
    en: '{given} is not a whole number from {min} to {max}',
    fr: "{given} n'est pas un nombre entier de {min} à {max}",
  },
  NOT_A_DURATION: {
    en: '{given} is not a duration such as 15m, 12h or 30d',
    fr: "{given} n'est pas une durée telle que 15m, 12h ou 30d",
  },
  NOT_AN_EVENT: {
    en: '{given} is neither a position nor subject@version',
    fr: "{given} n'est ni une position ni sujet@version",
  },
  NO_SUCH_EVENT: {
    en: 'There is no event {given}, or it is withheld from you.',
    fr: "L'événement {given} n'existe pas, ou il vous est retenu.",
  },
  NO_KEY: {
    en: 'No key under {dataFolder}: set OPSLEDGER_TOKEN, or DATA_DIR to the folder that the system runs on.',
    fr: 'Pas de clé sous {dataFolder} : définissez OPSLEDGER_TOKEN, ou DATA_DIR sur le dossier du système.',
  },
  KEY_IS_MADE: {
    en: 'There was no key under {dataFolder}: one is made now.',
    fr: "Il n'y avait pas de clé sous {dataFolder} : elle est créée.",
  },
  TOKEN_IS: {
    en: 'A token for {bearer} ({roles}), good for {expires}:',
    fr: 'Un jeton pour {bearer} ({roles}), valable {expires} :',
  },
  DOES_NOT_ANSWER: {
    en: 'Opsledger does not answer at {url} ({reason}). Is it running? `npm start` starts it.',
    fr: 'Opsledger ne répond pas à {url} ({reason}). Est-il en marche ? `npm start` le démarre.',
  },
  ANSWERS_AGAIN: { en: 'It answers again.', fr: 'Il répond de nouveau.' },
  NO_PROBLEM_DOCUMENT: {
    en: 'The answer was {status}, without a problem document.',
    fr: 'La réponse était {status}, sans document de problème.',
  },
  THERE_IS_MORE: { en: 'There is more: --after {next}', fr: "Il y en a d'autres : --after {next}" },
  LINE: { en: 'line {line}, column {column}: {reason}', fr: 'ligne {line}, colonne {column} : {reason}' },
  MORE_LINES: { en: '… and {count} more', fr: '… et {count} de plus' },
  NOT_JSON: { en: 'This is not JSON from here on', fr: "À partir d'ici, ce n'est plus du JSON" },
  NOTHING_IMPORTED: {
    en: 'Nothing was imported. Rows that cannot be: {rejected} of {rows}.',
    fr: "Rien n'a été versé. Lignes refusées : {rejected} sur {rows}.",
  },
  TOO_MANY_ROWS: {
    en: '{rows} rows are too many for one import; split the file at {limit}.',
    fr: '{rows} lignes sont trop pour un versement ; divisez le fichier à {limit}.',
  },
  FILE_IS_MISSING: { en: '{file} cannot be read ({reason}).', fr: '{file} ne peut être lu ({reason}).' },
  IMPORTED: {
    en: '{rows} rows: {applied} applied, {unchanged} unchanged.',
    fr: '{rows} lignes : {applied} versées, {unchanged} inchangées.',
  },
  WOULD_IMPORT: {
    en: '{rows} rows would pass; nothing was changed.',
    fr: '{rows} lignes passeraient ; rien n’a été modifié.',
  },
  IMPORT_WAS_CUT_OFF: {
    en: '{done} of {rows} rows are in; send the file again to go on.',
    fr: '{done} lignes sur {rows} sont versées ; renvoyez le fichier pour continuer.',
  },
  THEY_ARE_AT: { en: 'They are at /v1/operations.', fr: 'Elles sont sous /v1/operations.' },
  OTHER_RECORDS: {
    en: 'Nothing was loaded: this installation holds other records ({subject}). Use an empty DATA_DIR.',
    fr: "Rien n'a été chargé : cette installation contient d'autres dossiers ({subject}). Utilisez un DATA_DIR vide.",
  },
  LETTERS_TOLD_OTHERWISE: {
    en: 'Nothing was loaded and nothing changed: this installation has the letters as another version of Opsledger told them. Rows that differ, {count} of {rows}:',
    fr: "Rien n'a été chargé ni modifié : cette installation contient les lettres telles qu'une autre version d'Opsledger les rendait. Lignes différentes, {count} sur {rows} :",
  },
  LETTERS_STAND: {
    en: 'What is recorded stands and can be worked with. To have the letters as this version tells them, start on an empty DATA_DIR and load them there.',
    fr: 'Ce qui est enregistré demeure et reste utilisable. Pour avoir les lettres telles que cette version les rend, démarrez sur un DATA_DIR vide et chargez-les là.',
  },
  REBUILD_BEGUN: {
    en: 'Generation {generation} of {name} is being made.',
    fr: 'La génération {generation} de {name} est en construction.',
  },
  REBUILD_DONE: {
    en: '{name} answers from generation {generation}. {differences}',
    fr: '{name} répond avec la génération {generation}. {differences}',
  },
  REBUILD_STOPPED: {
    en: '{name} stays as it was: the new one differs. {differences}',
    fr: '{name} reste tel quel : le nouveau diffère. {differences}',
  },
  REBUILD_FAILED: {
    en: 'The rebuild of {name} failed; the log of the system says why.',
    fr: 'La reconstruction de {name} a échoué ; le journal du système dit pourquoi.',
  },
  DIFFERENCES: {
    en: 'Documents only before: {onlyLive}, only now: {onlyRebuilt}, different: {different}.',
    fr: 'Documents seulement avant : {onlyLive}, seulement maintenant : {onlyRebuilt}, différents : {different}.',
  },
  REDRIVEN: { en: '{stream} is in order again.', fr: '{stream} est de nouveau en ordre.' },
  STILL_PARKED: { en: '{stream} still cannot be handled.', fr: '{stream} ne peut toujours pas être traité.' },
  HELP: { en: 'print help', fr: "afficher l'aide" },
  HELP_USAGE: { en: 'Usage:', fr: 'Utilisation :' },
  HELP_ARGUMENTS: { en: 'Arguments:', fr: 'Paramètres :' },
  HELP_OPTIONS: { en: 'Options:', fr: 'Options :' },
  HELP_GLOBAL_OPTIONS: { en: 'Global options:', fr: 'Options générales :' },
  HELP_COMMANDS: { en: 'Commands:', fr: 'Commandes :' },
  HELP_CHOICES: { en: 'choices:', fr: 'choix :' },
  HELP_DEFAULT: { en: 'default:', fr: 'par défaut :' },
  HELP_VERSION: { en: 'print the version', fr: 'afficher la version' },
  COMPLETION: { en: 'print a script that completes commands', fr: 'afficher un script qui complète les commandes' },
  COMPLETION_SHELL: {
    en: 'the shell: zsh, bash, fish or powershell',
    fr: "l'interpréteur : zsh, bash, fish ou powershell",
  },
  UNKNOWN_OPTION: { en: 'There is no option {given}.', fr: "L'option {given} n'existe pas." },
  UNKNOWN_COMMAND: { en: 'There is no command {given}.', fr: "La commande {given} n'existe pas." },
  ARGUMENT_IS_MISSING: { en: '{name} is missing.', fr: '{name} manque.' },
  OPTION_NEEDS_A_VALUE: { en: '{name} needs a value.', fr: '{name} demande une valeur.' },
  OPTION_IS_MISSING: { en: '{name} is needed.', fr: '{name} est nécessaire.' },
  OPTION_IS_NOT_VALID: { en: '{name} cannot be {given}: {reason}', fr: '{name} ne peut être {given} : {reason}' },
  ONE_OF: { en: 'one of {choices} is possible', fr: 'les valeurs possibles sont {choices}' },
  TOO_MANY_ARGUMENTS: {
    en: '{given} arguments are too many; {expected} are expected.',
    fr: '{given} paramètres sont trop ; {expected} sont attendus.',
  },
  DID_YOU_MEAN: { en: 'Is it {suggested}?', fr: 'Est-ce {suggested} ?' },
  NOT_BUILT: { en: 'Opsledger is not built yet.', fr: "Opsledger n'est pas encore construit." },
} as const satisfies Readonly<Record<string, Readonly<{ en: string; fr: string }>>>;

export type TextKey = keyof typeof TEXTS;
export type Language = 'en' | 'fr';

/** French where the terminal is set to French, else English. */
export const languageOf = ({ LC_ALL, LC_MESSAGES, LANG }: Readonly<Record<string, string | undefined>>): Language =>
  (LC_ALL || LC_MESSAGES || LANG || 'en').startsWith('fr') ? 'fr' : 'en';

/** A sentence in the language of the terminal, with its placeholders filled. */
export const text = (
  key: TextKey,
  details: Readonly<Record<string, string | number>> = {},
  language = languageOf(process.env),
): string => TEXTS[key][language].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '?'));

/** Headings of columns. */
const COLUMNS = {
  ACTOR: 'AUTEUR',
  AFTER: 'APRÈS',
  AREAS: 'LIEUX',
  BEFORE: 'AVANT',
  CODE: 'CODE',
  COMPARED: 'COMPARÉ',
  'CORRECTED BY': 'CORRIGÉ PAR',
  DETAILS: 'DÉTAILS',
  DIFFERENT: 'DIFFÉRENT',
  FIGURE: 'CHIFFRE',
  FORMULA: 'FORMULE',
  FROM: 'À PARTIR DE',
  GENERATION: 'GÉNÉRATION',
  HEAD: 'FIN DU JOURNAL',
  KIND: 'NATURE',
  KNOWN: 'CONNU',
  MEMBER: 'CHAMP',
  MISSING: 'MANQUANT',
  NAME: 'NOM',
  NEXT: 'ENSUITE',
  OCCURRED: 'SURVENU',
  OUTCOME: 'RÉSULTAT',
  PARKED: 'MIS DE CÔTÉ',
  PART: 'PARTIE',
  PLACE: 'LIEU',
  POSITION: 'POSITION',
  REASON: 'RAISON',
  RECORDED: 'ENREGISTRÉ',
  REDRIVES: 'REPRISES',
  REFERENCE: 'RÉFÉRENCE',
  SECTOR: 'SECTEUR',
  SINCE: 'DEPUIS',
  STATE: 'ÉTAT',
  STREAM: 'FLUX',
  SUBJECT: 'SUJET',
  TITLE: 'INTITULÉ',
  TO: "JUSQU'À",
  TYPE: 'TYPE',
  VALUE: 'VALEUR',
  VERSION: 'VERSION',
} as const;
export type Column = keyof typeof COLUMNS;

/** The heading of a column in the language of the terminal. */
export const heading = (column: Column, language = languageOf(process.env)): string =>
  language === 'fr' ? COLUMNS[column] : column;

export const textKeys = Object.keys(TEXTS) as readonly TextKey[];
