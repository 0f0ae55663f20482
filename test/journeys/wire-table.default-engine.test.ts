import { defaultDynamoDbEngine } from '../../local/engines/start-engines';
import { describeWireTable } from './wire-table';

describeWireTable(defaultDynamoDbEngine());
