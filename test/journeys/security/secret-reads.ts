import security from '../configs/security.config';

/** Processes of one function at the most, as the local run has it. */
const PROCESSES = 4;

export const CACHE_MS = (security.secrets?.cacheSeconds ?? 0) * 1000;
const FLOOR_MS = (security.secrets?.refreshFloorSeconds ?? 0) * 1000;

/** How often all processes together may read one secret in this time: once per floor each, whoever sends whatever. */
export function mostReads(elapsedMs: number): number {
  return PROCESSES * (Math.floor(elapsedMs / FLOOR_MS) + 1);
}
