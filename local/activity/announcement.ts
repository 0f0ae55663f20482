import { relative, resolve, sep } from 'node:path';
import type { ProgramNames } from '../../cli/connection/program-names';
import type { Endpoints } from '../run/files/endpoints';
import { SEND_KINDS } from '../send/kinds/find-kind';

const DEFAULT_PORT = '3000';

export interface AnnouncementOptions {
  readonly names: ProgramNames;
  readonly endpointsFile: string;
  /** The endpoints are printed already. */
  readonly verbose: boolean;
  /** Nothing follows. */
  readonly quiet: boolean;
}

/** What a newcomer needs of a run that is ready: where it is, what will be seen, and the next command. */
export function announceRun(
  { run, api, sources }: Pick<Endpoints, 'run' | 'api' | 'sources'>,
  { names, endpointsFile, verbose, quiet }: AnnouncementOptions,
): readonly string[] {
  const [first] = sources;
  const kind = Object.keys(SEND_KINDS[first?.provider ?? ''] ?? {})[0];
  const which = run.id === DEFAULT_PORT ? '' : ` --run ${run.id}`;
  const ids = sources.map(({ id }) => id).join(', ');
  return [
    `Webhooks: ${api}/webhooks/<source> (sources: ${ids})`,
    `Endpoints, keys and log: ${fromHere(endpointsFile)}${verbose ? '' : ' (--verbose prints them)'}`,
    `${quiet ? '' : 'Below: a line for each request and each finished event. '}Ctrl-C stops everything.`,
    ...(kind === undefined
      ? []
      : ['', 'Next, in another terminal:', '', `  ${names.send} ${first?.id} ${kind}${which}`]),
    '',
  ];
}

function fromHere(file: string): string {
  return resolve(file).startsWith(`${process.cwd()}${sep}`) ? relative('', file) : file;
}
