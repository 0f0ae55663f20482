import type { Plan } from '../engine/plan';
import type { WorkResult } from '../search/work-units';

interface Line {
  runs: number;
  steps: number;
  mostLive: number;
  readonly hashes: Set<number>;
}

/** Adds up what the workers report. */
export class Account {
  readonly broken: { readonly scenario: string; readonly plan: Plan }[] = [];
  private readonly lines = new Map<string, Line>();
  private readonly seeds: string[] = [];
  private faults = 0;
  private readonly doubled = new Map<string, number>();

  add(result: WorkResult): void {
    const name = result.kind === 'exhaustive' ? result.scenario : 'random';
    const line = this.lines.get(name) ?? { runs: 0, steps: 0, mostLive: 0, hashes: new Set<number>() };
    this.lines.set(name, line);
    line.runs += result.runs;
    line.steps += result.steps;
    line.mostLive = Math.max(line.mostLive, result.mostLive);
    for (const hash of result.hashes) {
      line.hashes.add(hash);
    }
    this.doubled.set(name, (this.doubled.get(name) ?? 0) + result.doubled);
    if (result.kind === 'random') {
      this.faults += result.faults;
      this.seeds.push(`${result.firstSeed} to ${result.firstSeed + result.runs - 1}`);
      this.noteBroken(result.broken && { ...result.broken, scenario: `random-${result.broken.seed}` });
    } else {
      this.noteBroken(result.broken && { scenario: result.scenario, plan: result.broken });
    }
  }

  describe(seconds: number): string {
    const exhaustive = this.sum(([name]) => name !== 'random');
    const random = this.lines.get('random');
    return [
      'scenario                       schedules   distinct      steps   live messages at most',
      ...[...this.lines].map(([name, line]) => row(name, line)),
      row('all scenarios', exhaustive),
      ...(random
        ? [`random: ${random.steps} steps, ${this.faults} faults, seeds ${this.seeds.join(' and ')}`]
        : []),
      ...[...this.doubled]
        .filter(([, count]) => count > 0)
        .map(
          ([name, count]) => `${name}: ${count} times two results of one extraction, since the index lagged`,
        ),
      `${this.broken.length} violations in ${seconds.toFixed(1)} s`,
    ].join('\n');
  }

  private noteBroken(broken: { scenario: string; plan: Plan } | undefined): void {
    if (broken) {
      this.broken.push({ scenario: broken.scenario, plan: broken.plan });
    }
  }

  private sum(which: (line: [string, Line]) => boolean): Line {
    const total: Line = { runs: 0, steps: 0, mostLive: 0, hashes: new Set() };
    for (const [, line] of [...this.lines].filter(which)) {
      total.runs += line.runs;
      total.steps += line.steps;
      total.mostLive = Math.max(total.mostLive, line.mostLive);
      for (const hash of line.hashes) {
        total.hashes.add(hash);
      }
    }
    return total;
  }
}

function row(name: string, line: Line): string {
  const numbers = [line.runs, line.hashes.size, line.steps].map((number) => String(number).padStart(11));
  return `${name.padEnd(29)}${numbers.join('')}${String(line.mostLive).padStart(8)}`;
}
