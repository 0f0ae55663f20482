import type { Answer, Exchange } from './exchange';
import type { Permission } from './gateway.types';

/** One AWS service behind the gateway. */
export interface AwsService {
  action(exchange: Exchange): string;
  /** What the call is about: table, queue name, `bucket/key`, secret id; empty when it has none. */
  resource(exchange: Exchange): string;
  /** What the caller must be allowed for it. */
  permissions(exchange: Exchange, action: string): readonly Permission[];
  answer(exchange: Exchange, action: string): Promise<Answer>;
  /** What the caller must be allowed to learn this answer. */
  disclosure?(exchange: Exchange, action: string, answer: Answer): readonly Permission[];
  close(): void;
}

/** `DynamoDB_20120810.PutItem` → `PutItem`. */
export function targetAction(exchange: Exchange): string {
  return (
    String(exchange.headers['x-amz-target'] ?? '')
      .split('.')
      .at(-1) ?? ''
  );
}
