import { countEach, counted } from '../../cli/terminal/format';
import type { Activity } from './activity.types';

const NOUNS: Readonly<Record<Activity['kind'], readonly [one: string, many: string]>> = {
  request: ['more request', 'more requests'],
  final: ['more event final', 'more events final'],
  waiting: ['more event waits', 'more events wait'],
};

/** `… in the last second: 312 more requests (300 × 200 new, 12 × 401), 250 more events final (250 × STORED)` */
export function describeSum(activities: readonly Activity[]): string {
  const sums = Object.entries(NOUNS).flatMap(([kind, [one, many]]) => {
    const labels = activities.filter((each) => each.kind === kind).map(({ label }) => label);
    const counts = [...countEach(labels)].map(([label, count]) => `${count} × ${label}`);
    return labels.length === 0 ? [] : [`${counted(labels.length, one, many)} (${counts.join(', ')})`];
  });
  return `… in the last second: ${sums.join(', ')}`;
}
