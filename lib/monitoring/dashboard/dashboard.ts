import { Duration } from 'aws-cdk-lib';
import { Dashboard as CloudWatchDashboard } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { DashboardParts } from './dashboard-parts';
import { dashboardRows } from './dashboard-rows';

/** One look: is it arriving, is it flowing, is it stuck, what failed and why, what does it cost. */
export class Dashboard extends Construct {
  /** As the console lists it. */
  readonly name: string;

  constructor(scope: Construct, id: string, parts: DashboardParts) {
    super(scope, id);
    const dashboard = new CloudWatchDashboard(this, 'Dashboard', {
      defaultInterval: Duration.days(1),
      widgets: dashboardRows(parts),
    });
    this.name = dashboard.dashboardName;
  }
}
