import { defineConfig } from '../lib/config/config';
import type { SourceInput } from '../lib/config/config-schema';

/** The teams whose documents arrive; each has one deployment at Limai and one workspace at Extend. */
const TEAMS = Array.from({ length: 15 }, (_, index) => `team-${String(index + 1).padStart(2, '0')}`);

/**
 * Thirty sources of two providers in one stack: `npx cdk deploy -c config=examples/thirty-sources.config.ts`, or the same with
 * `npm start -- --config`. A list made by code is checked like one written by hand.
 */
export default defineConfig({
  stackName: 'inbox-of-teams',
  sources: TEAMS.flatMap((team, index): SourceInput[] => [
    {
      id: `limai-${team}`,
      provider: 'limai',
      options: {
        deploymentId: `123e4567-e89b-42d3-a456-4266141740${String(index).padStart(2, '0')}`,
        extractionSchemaId: '223e4567-e89b-42d3-a456-426614174000',
      },
      reconcile: { everyMinutes: index === 0 ? 15 : 60 },
    },
    { id: `extend-${team}`, provider: 'extend', options: { workspaceId: `ws_${team}` } },
  ]),
});
