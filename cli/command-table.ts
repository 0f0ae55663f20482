import type { InboxCommand } from './commands/command';

/** One command of `inbox`, as its help lists it. The rest is loaded when it is chosen: no other command pays for it. */
export interface CommandEntry {
  /** With its operands: `show <eventId>`. */
  readonly name: string;
  readonly description: string;
  load(): Promise<InboxCommand<unknown>>;
}

interface CommandGroup {
  readonly name: string;
  readonly description: string;
  readonly commands: readonly CommandEntry[];
}

/** Every command, in the order of the help. To add one: write commands/<name>.ts, and list it here. */
export const COMMANDS: readonly (CommandEntry | CommandGroup)[] = [
  {
    name: 'setup',
    description: 'set up each source step by step: webhook, secrets, test event, first delivery, doctor',
    load: async () => (await import('./commands/stack/setup')).setup,
  },
  {
    name: 'doctor',
    description: 'test everything that may be wrong, and say what to do; exit 1 when there is a problem',
    load: async () => (await import('./commands/stack/doctor')).doctor,
  },
  {
    name: 'events',
    description: 'the events: list them, show one, get its result',
    commands: [
      {
        name: 'list',
        description: 'events, newest change first',
        load: async () => (await import('./commands/events-list')).listEvents,
      },
      {
        name: 'show <eventId>',
        description: "one event's whole story: times, attempts, errors, result key",
        load: async () => (await import('./commands/events')).showEvent,
      },
      {
        name: 'get <eventId>',
        description:
          'its stored result, or the content of an archived event, byte for byte, after its checksum was verified',
        load: async () => (await import('./commands/events')).getEvent,
      },
    ],
  },
  {
    name: 'document',
    description: 'the documents that events are about',
    commands: [
      {
        name: 'show <documentId>',
        description: 'all events of one document, newest first, and which result is current',
        load: async () => (await import('./commands/document')).showDocument,
      },
    ],
  },
  {
    name: 'retry [eventIds...]',
    description:
      'try open events now instead of after their back-off; never before the time that the provider asked for (Retry-After)',
    load: async () => (await import('./commands/recover/retry')).retry,
  },
  {
    name: 'replay [eventIds...]',
    description:
      'run final events again: redrives FAILED ones, refetches others as their next generation, reingests quarantined ones',
    load: async () => (await import('./commands/recover/replay-events')).replay,
  },
  {
    name: 'stats',
    description:
      'refused deliveries, counts by state and day, what is open, time from receipt to the final state',
    load: async () => (await import('./commands/stats')).stats,
  },
  {
    name: 'tail',
    description: 'follow events live, each change once, and refused deliveries; Ctrl-C ends it',
    load: async () => (await import('./commands/tail')).tail,
  },
  {
    name: 'logs',
    description: 'what the functions logged: all, or of one event or source; --follow shows new lines',
    load: async () => (await import('./commands/stack/logs')).logs,
  },
  {
    name: 'dlq',
    description: 'dead letters: messages the processor crashed on',
    commands: [
      {
        name: 'list',
        description: 'the dead letters, with the reason of their events',
        load: async () => (await import('./commands/dlq')).listDeadLetters,
      },
      {
        name: 'redrive',
        description: 'run the events of the dead letters again, each once; then the message is deleted',
        load: async () => (await import('./commands/dlq')).redriveDeadLetters,
      },
    ],
  },
  {
    name: 'secrets',
    description: 'signing keys and API tokens; none is ever printed',
    commands: [
      {
        name: 'status',
        description: 'which secrets are set, since when, and whether the functions have them',
        load: async () => (await import('./commands/secrets/secrets')).secretsStatus,
      },
      {
        name: 'set <source>',
        description: 'store a value from standard input, from a file, or typed hidden; never as an argument',
        load: async () => (await import('./commands/secrets/secrets')).setSecret,
      },
      {
        name: 'rotate <source>',
        description:
          'change a signing key without losing a delivery: add the new key, change it at the provider, then --finish',
        load: async () => (await import('./commands/secrets/secrets-rotate')).rotateSecret,
      },
    ],
  },
  {
    name: 'reconcile [source]',
    description: 'list what the provider finished, and capture what never arrived',
    load: async () => (await import('./commands/reconcile')).reconcile,
  },
  {
    name: 'send-test <source>',
    description:
      'sign a delivery with the stored key, send it, and follow it to its end; by default of an unknown type, which is archived and fetches nothing',
    load: async () => (await import('./commands/send-test')).sendTest,
  },
  {
    name: 'env',
    description:
      'print `export` lines, so that the `aws` commands of README and docs work: eval "$(inbox env)"',
    load: async () => (await import('./commands/stack/env')).env,
  },
];
