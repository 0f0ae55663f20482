import { describeWireTable } from './wire-table';

describeWireTable('dynalite');
