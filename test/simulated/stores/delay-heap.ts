interface Entry<T> {
  readonly at: number;
  /** Keeps entries of one time in the order they came. */
  readonly turn: number;
  readonly item: T;
}

/** Items by the time they are due: a binary heap, so that ten thousand waiting messages cost little. */
export class DelayHeap<T> {
  private readonly entries: Entry<T>[] = [];
  private turns = 0;

  push(at: number, item: T): void {
    this.turns += 1;
    this.entries.push({ at, turn: this.turns, item });
    this.rise(this.entries.length - 1);
  }

  /** The first item due by then, taken out. */
  popDue(now: number): T | undefined {
    const [first] = this.entries;
    if (!first || first.at > now) {
      return undefined;
    }
    const last = this.entries.pop();
    if (last && this.entries.length > 0) {
      this.entries[0] = last;
      this.sink(0);
    }
    return first.item;
  }

  /** The next item, left in. */
  peek(): { readonly at: number; readonly item: T } | undefined {
    return this.entries[0];
  }

  private rise(from: number): void {
    let at = from;
    while (at > 0 && this.precedes(at, (at - 1) >> 1)) {
      at = this.swap(at, (at - 1) >> 1);
    }
  }

  private sink(from: number): void {
    let at = from;
    for (;;) {
      const left = 2 * at + 1;
      const least = this.precedes(left + 1, left) ? left + 1 : left;
      if (!this.precedes(least, at)) {
        return;
      }
      at = this.swap(at, least);
    }
  }

  private precedes(a: number, b: number): boolean {
    const [first, second] = [this.entries[a], this.entries[b]];
    if (!first || !second) {
      return false;
    }
    return first.at < second.at || (first.at === second.at && first.turn < second.turn);
  }

  private swap(a: number, b: number): number {
    const [first, second] = [this.entries[a], this.entries[b]];
    if (first && second) {
      this.entries[a] = second;
      this.entries[b] = first;
    }
    return b;
  }
}
