import type { CallOptions } from '../usecases/ports';

/** Options of a call as the SDK takes them (it accepts no explicit `undefined`). */
export function abortable(options: CallOptions | undefined): { abortSignal?: AbortSignal } {
  return options?.signal ? { abortSignal: options.signal } : {};
}
