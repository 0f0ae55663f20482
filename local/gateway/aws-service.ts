import type { Answer, Exchange } from './exchange';

/** One AWS service behind the gateway. */
export interface AwsService {
  action(exchange: Exchange): string;
  /** What the call is about: table, queue name, `bucket/key`, secret id; empty when it has none. */
  resource(exchange: Exchange): string;
  answer(exchange: Exchange, action: string): Promise<Answer>;
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
