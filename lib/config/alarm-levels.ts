/** How much of a stack is watched by alarms. */
export const ALARM_LEVELS = ['all', 'essential', 'none'] as const;

export type AlarmLevel = (typeof ALARM_LEVELS)[number];
