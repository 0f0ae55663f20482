import type { Program } from './terminal/run-program';

interface LocalProgram {
  readonly description: string;
  /** Loads the program when it is asked for: no other command may pay for the emulator and the simulators. */
  load(): Promise<(name: string) => Program>;
}

/** The programs of the local run that `inbox` starts under these names, with options of their own. */
export const LOCAL_PROGRAMS: Readonly<Record<string, LocalProgram>> = {
  start: {
    description: 'run a stack on this machine, with simulated providers',
    load: async () => (await import('../local/start')).startProgram,
  },
  send: {
    description: 'send signed sample webhooks to the local run',
    load: async () => (await import('../local/send/send-program')).sendProgram,
  },
  demo: {
    description: 'run a stack on this machine, send it every kind of webhook, and check the results',
    load: async () => (await import('../local/demo/demo-program')).demoProgram,
  },
};

export function findLocalProgram(name: string | undefined): LocalProgram | undefined {
  return name !== undefined && Object.hasOwn(LOCAL_PROGRAMS, name) ? LOCAL_PROGRAMS[name] : undefined;
}
