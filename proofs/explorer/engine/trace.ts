import type { PortCall } from './actor';
import type { Fault } from './faults';

export interface TraceLine {
  readonly step: number;
  /** Milliseconds since the schedule began. */
  readonly time: number;
  readonly actor: string;
  readonly text: string;
}

/** What happened, hashed as it goes; and in words, when somebody wants to read it. */
export class Trace {
  readonly lines: TraceLine[] = [];
  private low = 0x9e3779b9;
  private high = 0x85ebca6b;

  constructor(
    scenario: string,
    private readonly inWords: boolean,
  ) {
    this.mix(scenario);
  }

  /** 52 bits of what was observed: who did what with what effect and answer, not which fault we call it. */
  get hash(): number {
    return (this.high & 0xfffff) * 2 ** 32 + this.low;
  }

  observe(what: string): void {
    this.mix(what);
  }

  say(line: () => TraceLine): void {
    if (this.inWords) {
      this.lines.push(line());
    }
  }

  private mix(text: string): void {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      this.low = Math.imul(this.low ^ code, 0x01000193) >>> 0;
      this.high = (Math.imul(this.high, 0x5bd1e995) + code + (this.low >>> 13)) >>> 0;
    }
  }
}

export function describeCall(call: PortCall, fault: Fault | undefined, outcome: string): string {
  const injected = fault === undefined ? '' : `   ⚡ ${fault}`;
  return `${call.name} ${call.about} → ${outcome}${injected}`;
}

/** The part of an answer that tells schedules apart. */
export function toCode(value: unknown): string {
  if (value instanceof Error) {
    return 'E';
  }
  const fields = readFields(value);
  if ('applied' in fields) {
    return fields.applied ? '+' : '-';
  }
  if ('stored' in fields) {
    return fields.stored ? '+' : '-';
  }
  return 'status' in fields ? String(fields.status) : '';
}

/** An answer, for people who read a trace. */
export function describeAnswer(value: unknown): string {
  if (value instanceof Error) {
    return value.message;
  }
  const fields = readFields(value);
  if ('applied' in fields) {
    const record = readFields(fields.record ?? fields.existing);
    return `${fields.applied ? 'applied' : 'refused'} (now ${record.status ?? 'no record'})`;
  }
  if ('stored' in fields) {
    return fields.stored ? 'stored' : 'refused (412)';
  }
  if (Array.isArray(fields.items)) {
    return `${fields.items.length} due`;
  }
  return 'status' in fields ? String(fields.status) : 'done';
}

function readFields(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
