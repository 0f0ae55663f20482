/** How the programs of the local run are typed. */
export interface ProgramNames {
  /** Without options. */
  readonly start: string;
  readonly demo: string;
  readonly send: string;
  readonly inbox: string;
}

/** The programs beside one that was called by this name: `npm start --` in the repository, `inbox start` from the package. */
export function namesBeside(name: string | undefined): ProgramNames {
  const bin = /^(\S+) (?:start|send|demo)$/.exec(name ?? '')?.[1];
  return bin === undefined
    ? { start: 'npm start', demo: 'npm run demo', send: 'npm run send --', inbox: 'npx inbox' }
    : { start: `npx ${bin} start`, demo: `npx ${bin} demo`, send: `npx ${bin} send`, inbox: `npx ${bin}` };
}
