import { defaultDynamoDbEngine } from '../../../local/aws/engines/start-engines';
import { describeWireTable } from './wire-table';

describeWireTable(defaultDynamoDbEngine());
